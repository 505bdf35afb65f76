import os

from workbench.telemetry.process import Descriptors, ProcProcess


def find(pid, proc, most=100):
    return ProcProcess.find(pid, proc, Descriptors(most))


def test_a_recorded_process_with_a_hostile_name(recorded):
    process = find(recorded.workers[0], recorded.proc)
    assert process.threads == 1
    assert process.user_seconds == 0.06
    assert process.started == 285133
    assert process.resident_bytes() > process.anonymous_bytes() > 4 << 20
    process.close()


def test_nobody_has_that_number(recorded):
    assert find(999999, recorded.proc) is None


def test_without_kept_descriptors_the_figures_are_the_same(recorded):
    kept = find(recorded.root, recorded.proc)
    fresh = find(recorded.root, recorded.proc, most=0)
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
    process = find(7, str(tmp_path), most=0)
    assert process.refresh()
    (folder / "stat").write_bytes(line.replace(b" 285129 ", b" 285999 "))
    assert not process.refresh()


def test_a_process_that_ended_reads_as_gone(python):
    child = python("-c", "input()")
    process = find(child.pid, "/proc")
    assert process.resident_bytes() > 0
    child.kill()
    child.wait()
    assert not process.refresh()
    assert process.read("statm") == b""
    process.close()
