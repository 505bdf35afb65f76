"""Processes that stand between calls: come up, fail with a reason, and go."""

import os
from types import SimpleNamespace

import numpy as np
import pytest

from workbench.errors import WorkbenchError
from workbench.solvers import _serving
from workbench.solvers._load import NO_ANSWER, Client
from workbench.solvers._serving import LONGEST_FOLDER_BYTES, Processes, ServingSolver

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


class Standing(ServingSolver):
    """Brings up a process that stands, and answers by itself, all but the third request."""

    name = "standing"

    def bring_up(self, data, context, processes):
        processes.python("it", "-c", STANDS)
        processes.wait_until(is_up(processes))

    def connect(self, place):
        return Asked()


class Asked(Client):
    def ask(self, number, row):
        if number == 2:
            raise ConnectionError("lost")
        return int(row[0])


@pytest.mark.parametrize(
    ("arrivals", "answers"), [(None, [4, 5, NO_ANSWER]), ([0.0, -200.0, 0.0], [4, NO_ANSWER, NO_ANSWER])]
)
def test_a_load_is_answered_and_told_and_in_an_open_one_late_is_never(context, arrivals, answers):
    """The second request of the open load was due long ago."""
    told = {}
    context.tell = told.__setitem__
    requests = np.array([[4.0], [5.0], [6.0]])
    data = SimpleNamespace(requests=requests, clients=3, arrivals_seconds=arrivals, limit_seconds=100.0)
    solver = Standing()
    try:
        solver.start(data, context)
        assert solver.solve(data, context).tolist() == answers
    finally:
        solver.stop()
    assert (told["requests"], told["unanswered"]) == (3, 1)
    assert os.listdir(context.scratch) == []


def test_a_load_to_a_server_that_has_ended_fails_with_what_it_said(context):
    data = SimpleNamespace(requests=np.zeros((3, 1)), clients=1, arrivals_seconds=None, limit_seconds=1.0)
    solver = Standing()
    try:
        solver.start(data, context)
        solver.processes.start("the server", [_serving.sys.executable, "-c", FAILS])
        with pytest.raises(WorkbenchError, match="the server ended with status 3"):
            solver.processes.wait_until(lambda: False)
        with pytest.raises(WorkbenchError, match="the server ended with status 3: no such model"):
            solver.solve(data, context)
    finally:
        solver.stop()
