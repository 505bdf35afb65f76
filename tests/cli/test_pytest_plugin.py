"""The pytest plug-in, in pytest sessions of its own."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

# Sessions below run in this process and forget what they imported; numpy can't be imported a second time.
import workbench.sessions.testing.measuring
import workbench.sessions.testing.summary  # noqa: F401

pytest_plugins = ["pytester"]

INSTALLED = any(point.value == "workbench.cli.pytest_plugin" for point in entry_points(group="pytest11"))
PLUGIN = () if INSTALLED else ("-p", "workbench.cli.pytest_plugin")
TESTS = """
import time
import pytest

def train(workers, seconds=0.02):
    time.sleep(seconds / workers)
    return workers

@pytest.mark.workbench(launches=4, repeats=1)
@pytest.mark.parametrize("seconds", [0.01])
def test_marked(seconds):
    time.sleep(seconds * SLOWNESS)

def test_fixture(workbench):
    assert workbench(train, workers=[1, 2], launches=4) == 1

def test_local(workbench):
    number = 3
    assert workbench(lambda: number + 1) == 4

def test_plain():
    pass
"""


@pytest.fixture
def session(pytester, monkeypatch):
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    )

    def run(*words, tests=TESTS, slowness=1):
        (pytester.path / "test_mine.py").write_text(tests.replace("SLOWNESS", str(slowness)))
        return pytester.runpytest_inprocess(*PLUGIN, "-p", "no:cacheprovider", *words)

    return run


def test_off_unless_asked_for_the_tests_run_once_as_ordinary_ones(session, pytester):
    result = session("--strict-markers")
    result.assert_outcomes(passed=4)
    assert "workbench" not in "\n".join(line for line in result.outlines if line.startswith("="))
    assert not (pytester.path / "results").exists()


@pytest.mark.slow
def test_measured_in_fresh_processes_and_compared_with_an_earlier_session(session, pytester):
    first = session("--workbench", "--workbench-results", "base")
    first.assert_outcomes(passed=4)
    first.stdout.fnmatch_lines(
        [
            "workbench: measuring 3 cases, 12 launches",
            "./test_mine.py:test_marked seconds=0.01: 1*ms *",
            "./test_mine.py:train seconds=0.02 *",
            "test_mine.py::test_local: * (one launch, in-process: it is no function at the top of a file)",
        ]
    )
    assert len(list((pytester.path / "base").glob("*/*/run.json"))) == 2
    baseline = ("--workbench-baseline", "base", "--workbench-results", "head", "-k", "marked")
    slower = session("--workbench", "--workbench-fail", *baseline, slowness=3)
    assert slower.ret == 1
    slower.stdout.fnmatch_lines(["HEAD is slower: *test_marked*"])


def test_what_no_fresh_process_can_import_is_told_by_name(session):
    tests = """
import sys
import pytest
if "_pytest.junitxml" not in sys.modules:
    raise ImportError("only inside pytest")

@pytest.mark.workbench
def test_marked():
    pass
"""
    result = session("--workbench", tests=tests)
    result.assert_outcomes(passed=1)
    assert "test_mine.py::test_marked: not measured: " in result.stdout.str()
    assert "only inside pytest" in result.stdout.str()


def test_without_anything_to_compare_with_it_says_so_and_fails_only_where_asked(session):
    tests = "def test_local(workbench):\n    workbench(lambda: 1)\n"
    words = ("--workbench", "--workbench-baseline", "nowhere")
    compared = session(*words, tests=tests)
    assert compared.ret == 0
    compared.stdout.fnmatch_lines(["not compared: *"])
    assert session(*words, "--workbench-fail", tests=tests).ret == 1


def test_a_failing_test_is_not_measured(session, pytester):
    tests = """
import pytest
@pytest.mark.workbench
def test_marked(tmp_path):
    assert False
"""
    result = session("--workbench", tests=tests)
    result.assert_outcomes(failed=1)
    assert not (pytester.path / "results").exists()


def test_a_mark_of_unknown_words_is_refused(session):
    tests = """
import pytest
@pytest.mark.workbench(rounds=3)
def test_marked(workbench):
    pass
"""
    assert "the mark is workbench(launches=" in session(tests=tests).stdout.str()


def test_it_brings_nothing_of_ours_along():
    code = (
        "import pytest, sys; before = set(sys.modules); import workbench.cli.pytest_plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["workbench", "workbench.cli", "workbench.cli.pytest_plugin"]
