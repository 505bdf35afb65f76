import os

from workbench.telemetry.process import ProcProcess


def test_a_recorded_process_with_a_hostile_name(recorded):
    process = ProcProcess.find(recorded.workers[0], recorded.proc)
    assert process.threads == 1
    assert process.user_seconds == 0.06
    assert process.started == 285133
    assert process.resident_bytes() > process.anonymous_bytes() > 4 << 20
    process.close()


def test_nobody_has_that_number(recorded):
    assert ProcProcess.find(999999, recorded.proc) is None


def test_without_kept_descriptors_the_figures_are_the_same(recorded):
    kept = ProcProcess.find(recorded.root, recorded.proc)
    fresh = ProcProcess.find(recorded.root, recorded.proc, keeps=False)
    assert kept.refresh()
    assert fresh.refresh()
    assert kept.resident_bytes() == fresh.resident_bytes()
    assert kept.read("status") == fresh.read("status")
    kept.close()


def test_a_number_used_again_is_not_the_same_process(tmp_path, recorded):
    folder = tmp_path / "7"
    folder.mkdir()
    with open(os.path.join(recorded.proc, str(recorded.root), "stat"), "rb") as file:
        line = file.read()
    (folder / "stat").write_bytes(line)
    process = ProcProcess.find(7, str(tmp_path), keeps=False)
    assert process.refresh()
    (folder / "stat").write_bytes(line.replace(b" 285129 ", b" 285999 "))
    assert not process.refresh()


def test_a_process_that_ended_reads_as_gone(python):
    child = python("-c", "input()")
    process = ProcProcess.find(child.pid, "/proc")
    assert process.resident_bytes() > 0
    child.kill()
    child.wait()
    assert not process.refresh()
    assert process.read("statm") == b""
    process.close()
