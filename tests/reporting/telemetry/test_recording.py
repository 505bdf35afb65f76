"""Series files as lines."""

import pytest

from workbench.errors import StoreError
from workbench.reporting.telemetry.recording import Gap, read_recording

pytest.importorskip("pyarrow")

POINTS = [
    (0.0, "cpu", "seconds", "", 0.0),
    (1.0, "cpu", "seconds", "", 2.0),
    (0.0, "disk", "bytes[sda]", "", 5.0),
    (1.0, "disk", "bytes[sda]", "", 6.0),
    (0.0, "disk", "bytes[sdb]", "", 7.0),
    (0.5, "cpu", "seconds", "4711 python", 99.0),
    (0.9, "sampler", "gap_seconds", "", 0.6),
    (0.7, "cpu", "seconds", "", float("nan")),
]


def test_lines_are_told_apart_by_series_and_instance_and_processes_are_left_out(stream, tmp_path):
    stream(POINTS)
    found = read_recording(str(tmp_path), "c-001")
    assert found.complete
    assert set(found.lines) == {"cpu.seconds", "disk.bytes"}
    (cpu,) = found.lines["cpu.seconds"]
    assert list(zip(cpu.at_seconds, cpu.values, strict=True)) == [(0.0, 0.0), (1.0, 2.0)]
    assert sorted(line.instance for line in found.lines["disk.bytes"]) == ["sda", "sdb"]
    assert found.gaps == (Gap(pytest.approx(0.3), 0.9),)
    assert found.end_seconds == 1.0


def test_between_two_readings_it_ran_straight_and_outside_it_stood(stream, tmp_path):
    stream(POINTS)
    (cpu,) = read_recording(str(tmp_path), "c-001").lines["cpu.seconds"]
    assert list(cpu.value_at([-1.0, 0.25, 9.0])) == [0.0, 0.5, 2.0]


def test_what_stands_still_in_a_trial_that_runs_is_held_until_now(stream, tmp_path):
    writer = stream(POINTS[:5], whole=False)
    found = read_recording(str(tmp_path), "c-001")
    writer.close()
    assert not found.complete
    assert {float(line.at_seconds[-1]) for lines in found.lines.values() for line in lines} == {1.0}


def test_no_file_is_none_and_a_hostile_id_is_refused(tmp_path):
    assert read_recording(str(tmp_path), "c-001") is None
    with pytest.raises(StoreError):
        read_recording(str(tmp_path), "../../etc/passwd")


def test_a_file_that_is_none_says_so(tmp_path):
    (tmp_path / "telemetry").mkdir()
    (tmp_path / "telemetry" / "c-001.parquet").write_bytes(b"no such thing")
    with pytest.raises(StoreError, match="not a series file"):
        read_recording(str(tmp_path), "c-001")


def test_an_empty_stream_has_no_lines(stream, tmp_path):
    stream([])
    found = read_recording(str(tmp_path), "c-001")
    assert (found.lines, found.end_seconds) == ({}, 0.0)


def test_a_real_recording_has_what_the_panels_draw(recorded):
    found = recorded("crowd")
    for name in ("memory_resident.resident_bytes", "cpu_tree.user_seconds", "run_queue.run_queue_wait_seconds"):
        assert found.lines[name][0].values.max() > 0
