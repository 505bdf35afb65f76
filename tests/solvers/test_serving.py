"""Processes that stand between calls: come up, fail with a reason, and go."""

import os

import pytest

from workbench.errors import WorkbenchError
from workbench.solvers import _serving
from workbench.solvers._serving import LONGEST_FOLDER_BYTES, Processes

STANDS = "import pathlib, time; pathlib.Path('up').touch(); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STANDS
FAILS = "import sys; print('no such model', file=sys.stderr); sys.exit(3)"


@pytest.fixture
def processes(tmp_path):
    started = Processes(str(tmp_path))
    yield started
    started.stop()


def is_up(processes):
    return lambda: os.path.exists(processes.path("up"))


def test_it_waits_until_they_are_ready_and_leaves_nothing(processes):
    processes.python("it", "-c", STANDS)
    processes.wait_until(is_up(processes))
    processes.check()
    processes.stop()
    assert not os.path.exists(processes.folder)


def test_one_that_does_not_listen_is_killed(processes, monkeypatch):
    monkeypatch.setattr(_serving, "STOP_SECONDS", 0.2)
    processes.python("it", "-c", STUBBORN)
    processes.wait_until(is_up(processes))
    processes.stop()
    assert not os.path.exists(processes.folder)


def test_one_that_fails_says_why(processes):
    processes.python("the server", "-c", FAILS)
    with pytest.raises(WorkbenchError, match="the server ended with status 3: no such model"):
        processes.wait_until(lambda: False)


def test_one_that_never_comes_up_is_not_waited_for(processes, monkeypatch):
    monkeypatch.setattr(_serving, "START_SECONDS", 0.1)
    processes.python("the server", "-c", "import time; time.sleep(600)")
    with pytest.raises(WorkbenchError, match=r"the server did not come up in 0.1 seconds: it said nothing"):
        processes.wait_until(lambda: False)


def test_sockets_in_its_folder_have_short_paths(tmp_path):
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    found = Processes(str(deep))
    assert not found.folder.startswith(str(deep))
    found.stop()
    assert len(os.fsencode(str(deep))) > LONGEST_FOLDER_BYTES
