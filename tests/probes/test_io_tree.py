import pytest

from workbench.contracts import Place
from workbench.probes.io_tree import IoTree
from workbench.telemetry.tree import ProcTree

WRITER = """
import os, sys, tempfile
print("up", flush=True)
sys.stdin.readline()
with tempfile.NamedTemporaryFile(dir=%r) as file:
    for _ in range(20):
        os.write(file.fileno(), os.urandom(1 << 20))
    os.fsync(file.fileno())
    print("done", flush=True)
    sys.stdin.read()
"""


def io(read, written, rchar=0, wchar=0):
    return {
        "io": "rchar: %d\nwchar: %d\nsyscr: 1\nsyscw: 1\nread_bytes: %d\nwrite_bytes: %d\n"
        % (rchar, wchar, read, written)
    }


def test_storage_and_system_calls_apart(process, tree):
    sample = IoTree(Place()).sample(tree(process(files=io(1, 2, 30, 40)), process(files=io(5, 6, 70, 80))), 0.0)
    assert sample == {
        "read_bytes": 6,
        "written_bytes": 8,
        "syscall_read_bytes": 100,
        "syscall_written_bytes": 120,
        "syscall_reads": 2,
        "syscall_writes": 2,
    }


def test_what_a_dead_process_read_is_found_with_its_launcher(process, tree):
    probe = IoTree(Place())
    child = process(files=io(100, 0))
    probe.sample(tree(child, launcher=process(pid=1, files=io(1000, 0))), 0.0)
    probe.sample(tree(launcher=process(pid=1, files=io(1000, 0))), 0.1)
    assert probe.totals()["read_bytes"] == 100
    probe.sample(tree(launcher=process(pid=1, files=io(1150, 0))), 0.2)
    assert probe.totals()["read_bytes"] == 150


def test_what_may_not_be_read_is_an_error_to_tell(process, tree):
    with pytest.raises(PermissionError):
        IoTree(Place()).sample(tree(process(files={"io": PermissionError(13, "Permission denied")})), 0.0)


def test_a_kernel_without_accounting(tmp_path):
    assert "task I/O accounting" in IoTree(Place(str(tmp_path))).unreadable()


def test_each_process_apart(process, tree):
    watched, probe = (
        tree(process(pid=7, files=io(1, 2, 30, 40)), process(pid=8, files=io(5, 6, 70, 80))),
        IoTree(Place()),
    )
    probe.sample(watched, 0.0)
    apart = probe.sample_processes(watched, 0.0)
    assert set(apart) == {7, 8}
    assert apart[8] == dict(zip(IoTree.series, (5, 6, 70, 80, 1, 1), strict=True))


def test_the_recorded_tree(moments):
    machine = moments("limited-v1")
    tree, probe = ProcTree(31948, None, machine.place.proc), IoTree(machine.place)
    tree.refresh(0.0)
    first = probe.sample(tree, 0.0)
    machine.go_on()
    tree.refresh(2.0)
    last = probe.sample(tree, 2.0)
    tree.close()
    written = (
        last["written_bytes"] - first["written_bytes"],
        last["syscall_written_bytes"] - first["syscall_written_bytes"],
    )
    assert written[0] == pytest.approx(written[1], rel=0.01)
    assert written[1] % (5 << 20) == 0
    assert last["syscall_writes"] > first["syscall_writes"]


def test_20_mb_written_and_synced_are_in_it(live, tmp_path):
    probe = IoTree(Place())
    watched = live(WRITER % str(tmp_path))
    before = watched.ask(probe)
    watched.process.stdin.write("go\n")
    watched.process.stdin.flush()
    assert watched.process.stdout.readline() == "done\n"
    after = watched.ask(probe)
    rose = {name: after[name] - before[name] for name in after}
    assert 20 << 20 <= rose["syscall_written_bytes"] < 21 << 20
    assert 20 <= rose["syscall_writes"] < 40
    if rose["written_bytes"] == 0:
        pytest.skip("%s is in memory" % tmp_path)
    assert 20 << 20 <= rose["written_bytes"] < 24 << 20
