import pytest

from workbench.contracts import Place
from workbench.probes.io_tree import IoTree


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
