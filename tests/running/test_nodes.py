"""What nodes told, in the seconds of the trial."""

from __future__ import annotations

import json
import zlib

import pytest

from workbench.model.trial import MemoryPeak, Phase
from workbench.running.nodes import largest_peak, merge_series, nodes_totals, read_nodes, uses
from workbench.telemetry.point_file import no_points
from workbench.telemetry.series import read_series

LAUNCHED_AT = 1000.0
PHASES = [Phase("start", 0.0, 1.0), Phase("measure", 2.0, 3.0), Phase("measure", 4.0, 5.0)]


def summary(low_bytes):
    return {
        "trial_id": "t",
        "sampler": {"ticks": 9, "duty_ratio": 0.01, "worst_gap_seconds": 0.2},
        "memory": {"low_bytes": low_bytes, "low_estimator": "pss_sampled"},
        "totals": {"cpu_sampled_seconds": 4.0},
        "type": "summary",
    }


@pytest.fixture
def node(tmp_path):
    """A node whose clock is 500 s ahead, watched from 1 s after the launch on, its workers on one core throughout."""

    def make(name, low_bytes=1000, **more):
        at = [0.0, 1.0, 2.0, 3.0, 4.0]
        line = {"tracks": [["cpu_tree", "user_seconds", ""], ["cpu_tree", "system_seconds", ""]]}
        line.update(at=at * 2, track=[0] * 5 + [1] * 5, value=[*at, 0.0, 0.0, 0.0, 0.0, 0.0])
        (tmp_path / f"{name}.z").write_bytes(zlib.compress(json.dumps(line).encode() + b"\n"))
        return {
            "node": name,
            "address": name,
            "workers": 2,
            "worked": 2,
            "identity": ["host", "boot", name],
            "began": LAUNCHED_AT + 1.0 + 500.0,
            "offset": [500.0, 0.001],
            "network": [10, 20],
            "summary": summary(low_bytes),
            "lost": None,
            "points": f"{name}.z",
            **more,
        }

    return make


def read(tmp_path, *told):
    return read_nodes({"type": "nodes", "nodes": list(told)}, LAUNCHED_AT, str(tmp_path))


def test_points_are_moved_by_the_offset(node, tmp_path):
    (found,) = read(tmp_path, node("a"))
    assert list(found.points.at[:5]) == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_the_record_says_what_each_node_did(node, tmp_path):
    (use,) = uses(read(tmp_path, node("a")), PHASES)
    assert (use.name, use.workers, use.worked) == ("host", 2, 2)
    assert use.cpu_seconds == 4.0
    assert use.measured_cpu_seconds == pytest.approx(2.0)
    assert (use.peak_memory_bytes, use.received_bytes, use.sent_bytes) == (1000, 10, 20)
    assert (use.clock_offset_seconds, use.clock_uncertainty_seconds) == (500.0, 0.001)


def test_nodes_of_one_host_are_told_apart(node, tmp_path):
    found = read(tmp_path, node("127.0.0.1"), node("f" * 56))
    assert [each.name for each in found] == ["host (127.0.0.1)", "host (ffffffff)"]


def test_memory_is_of_the_largest_node_and_the_sum_is_named(node, tmp_path):
    found = read(tmp_path, node("a", 1000), node("b", 3000))
    assert largest_peak(found) == MemoryPeak(3000, "pss_sampled")
    driver = MemoryPeak(77, "vmhwm")
    assert nodes_totals(found, driver) == {"nodes_peak_sum_bytes": 4000.0, "driver_peak_low_bytes": 77.0}


def test_a_sum_lacking_a_node_is_not_told(node, tmp_path):
    lost = node("b", summary=None, lost="its sampler ended early")
    found = read(tmp_path, node("a"), lost)
    assert "nodes_peak_sum_bytes" not in nodes_totals(found, None)
    assert uses(found, PHASES)[1].sampler_lost == "its sampler ended early"


def test_without_nodes_nothing_is_said():
    assert uses((), PHASES) == ()
    assert nodes_totals((), MemoryPeak(1, "vmhwm")) == {}


def test_the_gap_of_a_lost_node_stands_in_the_series(node, tmp_path):
    found = read(tmp_path, node("a"), node("b", lost="its sampler ended early"))
    path = str(tmp_path / "t.arrows")
    assert merge_series(path, found, until=9.0) is None
    table = read_series(path).to_pylist()
    gaps = [row for row in table if row["series"] == "gap_seconds"]
    assert [(row["node"], row["at_seconds"], row["value"]) for row in gaps] == [("host (b)", 9.0, 4.0)]


def test_a_file_can_only_be_one_of_the_trials_own(node, tmp_path):
    (tmp_path / "inner").mkdir()
    told = node("a", points="../a.z")
    with pytest.raises(FileNotFoundError):
        read_nodes({"type": "nodes", "nodes": [told]}, LAUNCHED_AT, str(tmp_path / "inner"))


def test_what_is_no_compressed_file_gives_no_points(node, tmp_path):
    told = node("a")
    (tmp_path / "a.z").write_bytes(b"nonsense")
    assert read(tmp_path, told)[0].points == no_points()
