"""Starting a program inside or outside a node: how it says what goes wrong, and how it stays for the end."""

import json
import os
import subprocess
import sys

import pytest

from workbench.practice import threshold
from workbench.practice.processes import started_at


def enter(tmp_path, **order):
    asked = {
        "verb": "enter",
        "groups": [],
        "node": None,
        "network": None,
        "argv": ["true"],
        "folder": str(tmp_path),
        "log": str(tmp_path / "log"),
        "wait": True,
        **order,
    }
    argv = [sys.executable, "-I", "-S", threshold.__file__, json.dumps(asked)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False, input="in")


def test_it_ends_as_the_program_did(tmp_path):
    done = enter(tmp_path, argv=["sh", "-c", "pwd; cat; exit 3"])
    assert (done.returncode, done.stdout) == (3, f"{tmp_path}\nin")


def test_what_is_left_running_has_its_output_in_a_file_and_no_input(tmp_path):
    done = enter(tmp_path, wait=False, argv=["sh", "-c", "cat; echo $$; exec sleep 30"])
    pid = int(done.stdout)
    try:
        assert started_at(pid) is not None
        assert os.getsid(pid) == pid
        for _ in range(200):
            if (tmp_path / "log").read_text():
                break
            subprocess.run(["sleep", "0.02"], check=True)
        assert (tmp_path / "log").read_text() == f"{pid}\n"
        assert (tmp_path / "log").stat().st_mode & 0o077 == 0
    finally:
        os.kill(pid, 9)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"argv": ["/nowhere/program"]}, "No such file"),
        ({"folder": "/nowhere"}, "No such file"),
        ({"groups": ["/nowhere"]}, "No such file"),
        ({"network": "/nowhere"}, "No such file"),
        ({"node": [2**22 + 1, 5]}, "No such file"),
    ],
)
@pytest.mark.parametrize("wait", [True, False])
def test_what_can_not_be_started_is_told_without_a_traceback(tmp_path, order, said, wait):
    done = enter(tmp_path, wait=wait, **order)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_number_that_is_anothers_by_now_is_no_node(tmp_path):
    done = enter(tmp_path, node=[os.getpid(), 1])
    assert done.returncode == 1
    assert done.stderr.strip()
