import pytest

from workbench.telemetry.portable import PortableTree

pytest.importorskip("psutil")
CODE = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
print(child.pid, flush=True)
input()
child.communicate(b"\\n")
print("reaped", flush=True)
input()
"""


def test_the_basics_of_a_tree(python):
    process = python("-c", CODE)
    child = int(process.stdout.readline())
    tree = PortableTree(process.pid)
    tree.refresh(0.0)
    assert {one.pid for one in tree.processes} == {process.pid, child}
    assert len(tree.arrived) == 2
    assert all(one.resident_bytes() > 0 for one in tree.processes)
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "reaped\n"
    before = tree.user_seconds + tree.system_seconds
    tree.refresh(0.1)
    assert [one.pid for one in tree.departed] == [child]
    assert tree.user_seconds + tree.system_seconds >= before
    tree.close()


def test_the_launcher_is_not_of_the_tree(launcher, until):
    process, root = launcher("import time; time.sleep(600)")
    tree = PortableTree(root, process.pid)
    tree.refresh(0.0)
    assert [one.pid for one in tree.processes] == [root]


def test_files_of_proc_are_said_to_be_missing(python):
    tree = PortableTree(python("-c", "input()").pid)
    tree.refresh(0.0)
    with pytest.raises(OSError, match="smaps_rollup"):
        tree.processes[0].read("smaps_rollup")
