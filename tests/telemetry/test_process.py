import os
import shutil

import pytest

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


GROW = """
print("up", flush=True)
input()
block = bytearray(50_000_000)
block[::4096] = b"x" * len(range(0, len(block), 4096))
print("grown", flush=True)
input()
"""


def test_a_glance_sees_memory_move_and_then_everything(python):
    child = python("-c", GROW)
    assert child.stdout.readline() == "up\n"
    process = find(child.pid, "/proc")
    before = process.resident_bytes()
    assert process.glance() is False
    child.stdin.write("\n")
    child.stdin.flush()
    assert child.stdout.readline() == "grown\n"
    assert process.glance() is True
    assert process.resident_bytes() > before + 49_000_000
    assert process.anonymous_bytes() > 49_000_000
    assert process.glance() is False
    child.kill()
    child.wait()
    assert process.glance() is None
    process.close()


def test_a_glance_tells_a_zombie(python, until):
    child = python("-c", "input()")
    process = find(child.pid, "/proc")
    process.resident_bytes()
    os.kill(child.pid, 9)
    until(lambda: process.glance() and process.ended)
    child.wait()
    assert process.glance() is None
    process.close()


def test_a_process_whose_memory_is_gone_is_asked_until_it_has_ended(recorded, monkeypatch):
    process = find(recorded.root, recorded.proc)
    process.resident_bytes()
    living = process.read("stat")
    ended = living.replace(b") S ", b") Z ").replace(b") R ", b") Z ")
    lines = {"statm": b"0 0 0 0 0 0 0\n", "stat": living + b" "}
    monkeypatch.setattr(process, "_read", lambda name, keep=True: lines[name])
    process.glance()
    assert not process.ended
    lines["stat"] = ended + b"  "
    process.glance()
    assert process.ended


def test_the_stat_line_is_not_read_twice_a_tick(recorded, monkeypatch):
    process = find(recorded.root, recorded.proc)
    line = process.read("stat")
    monkeypatch.setattr(os, "pread", None)
    assert process.read("stat") == line
    assert process.name() == line[line.index(b"(") + 1 : line.rindex(b")")]


def test_no_more_descriptors_are_kept_than_allowed(recorded):
    budget = Descriptors(1)
    process = ProcProcess.find(recorded.root, recorded.proc, budget)
    open_before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        assert process.read("status")
        assert process.read("io")
    assert len(os.listdir("/proc/self/fd")) == open_before + 1
    assert budget.left == 0
    process.close()
    assert budget.left == 1


@pytest.mark.parametrize("error", [FileNotFoundError, ProcessLookupError, PermissionError])
def test_a_file_that_vanishes_while_it_is_read_is_empty(tmp_path, recorded, monkeypatch, error):
    folder = tmp_path / str(recorded.root)
    shutil.copytree(os.path.join(recorded.proc, str(recorded.root)), folder)
    process = find(recorded.root, str(tmp_path))
    shutil.rmtree(folder)

    def fail(*asked):
        raise error(2, "gone")

    monkeypatch.setattr(os, "open", fail)
    assert process.read("status") == b""
    monkeypatch.undo()
    assert process.reread() is None


def test_what_a_living_process_forbids_is_an_error(recorded, monkeypatch):
    process = find(recorded.root, recorded.proc)
    opened = os.open

    def forbid(path, *flags):
        if path.endswith("smaps_rollup"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *flags)

    monkeypatch.setattr(os, "open", forbid)
    with pytest.raises(PermissionError):
        process.read("smaps_rollup")
    process.close()
