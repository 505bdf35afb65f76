"""Ranks that stand between calls, told and read through pipes: tried with a launcher that starts one plain process."""

from __future__ import annotations

import os
import sys
import textwrap

import pytest

from workbench.child import mpi_launch
from workbench.errors import WorkbenchError
from workbench.solvers._mpi_ranks import Ranks

LAUNCHER = """#!/bin/sh
shift 2
exec "$@"
"""
RANK = """
import json, os, sys
commands, answers, order = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
if order["breaks"]:
    sys.exit(3)
os.write(answers, b"\\n")
while os.read(commands, 1) == b"g":
    os.write(answers, json.dumps([order["number"]]).encode() + b"\\n" + b"x" * 100_000)
"""


@pytest.fixture
def launched(tmp_path, monkeypatch):
    """A stand-in for the interpreter's folder, with a launcher in it."""
    (tmp_path / "bin").mkdir()
    launcher = tmp_path / "bin" / mpi_launch.ON_THIS_MACHINE
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "one_rank.py").write_text(textwrap.dedent(RANK))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(mpi_launch.sys, "executable", str(tmp_path / "bin" / "python"))
    return tmp_path


def test_they_answer_each_call_whole_and_end_when_nobody_is_left(launched):
    ranks = Ranks()
    ranks.start(1, "one_rank", {"breaks": False, "number": 7})
    for _ in range(2):
        answer = ranks.call(100_000)
        assert answer.numbers == [7]
        assert answer.content == b"x" * 100_000
    job = ranks._job
    os.close(job.commands)
    assert job.wait() == 0
    os.close(job.answers)


def test_ranks_that_end_are_told_with_their_status(launched):
    ranks = Ranks()
    with pytest.raises(WorkbenchError, match="ended with status 3"):
        ranks.start(1, "one_rank", {"breaks": True})
    ranks.stop()


def test_without_a_launcher_it_says_what_brings_one(launched):
    os.unlink(launched / "bin" / mpi_launch.ON_THIS_MACHINE)
    ranks = Ranks()
    with pytest.raises(WorkbenchError, match="there is no mpiexec") as raised:
        ranks.start(1, "one_rank", {})
    assert raised.value.remedy == "pip install mpich"
    ranks.stop()
