"""A worker that is gone ends what waits for it, and is named."""

from __future__ import annotations

import signal
import socket
import threading
import time

import pytest

from workbench.backends import _dask_losses
from workbench.backends._dask_losses import WorkersLost, lost_with, watching

HERE, THERE = "tcp://10.0.0.1:1", "tcp://10.0.0.2:1"
GONE = {"action": "remove-worker", "processing-tasks": {"a", "b"}, "lost-scattered-tasks": set()}


class Client:
    """Of a scheduler that has lost one of two workers; it can't be asked before `lost` says which."""

    def __init__(self, lost=(), events=()):
        self.lost = lost
        self.events = events

    def nthreads(self, addresses):
        return {address: 1 for address in addresses if address not in self.lost}

    def get_events(self, address):
        return [(0.0, event) for event in self.events]


class Nannied(Client):
    """THERE is gone for `looks` looks; meanwhile its nanny looks after the worker `elsewhere`, if there is one."""

    def __init__(self, nanny, looks, elsewhere=None):
        super().__init__()
        self.nanny = nanny
        self.looks = looks
        self.elsewhere = elsewhere
        self.asked = False

    def nthreads(self, addresses):
        self.looks -= 1
        self.lost = [THERE] if self.looks >= 0 else []
        return super().nthreads(addresses)

    def run(self, function, on_error):
        before, self.asked = not self.asked, True
        there = THERE if before or self.looks < 0 else self.elsewhere
        return {HERE: "tcp://10.0.0.1:9", **({there: self.nanny} if there else {})}


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(_dask_losses, "LOOK_SECONDS", 0.01)


def test_what_waits_is_ended_with_the_name_of_what_was_lost():
    began = time.monotonic()
    with pytest.raises(WorkersLost) as caught, watching(Client([THERE], [GONE]), [HERE, THERE]):
        time.sleep(30)
    assert str(caught.value) == "Dask lost the worker tcp://10.0.0.2:1 (2 running or waiting there)"
    assert time.monotonic() - began < 20


def test_one_that_was_swallowed_comes_again():
    with watching(Client([THERE]), [HERE, THERE]):
        for _ in range(2):
            with pytest.raises(WorkersLost):
                time.sleep(30)
    time.sleep(0.05)


def test_nothing_happens_while_all_are_there_or_nobody_answers():
    with watching(Client(), [HERE, THERE]):
        time.sleep(0.05)
    with watching(None, [HERE]):
        time.sleep(0.05)


@pytest.fixture
def nanny():
    """Where one listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield "tcp://127.0.0.1:%d" % server.getsockname()[1]


def test_one_that_its_nanny_starts_anew_at_its_address_is_waited_for(nanny):
    client = Nannied(nanny, looks=5)
    with watching(client, [HERE, THERE]):
        deadline = time.monotonic() + 30
        while client.looks > -2 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert client.looks <= -2


def test_one_that_its_nanny_starts_anew_elsewhere_is_lost(nanny):
    with (
        pytest.raises(WorkersLost, match=r"Dask lost the worker tcp://10\.0\.0\.2:1$"),
        watching(Nannied(nanny, 10**9, elsewhere="tcp://10.0.0.2:2"), [HERE, THERE]),
    ):
        time.sleep(30)


def test_one_whose_nanny_is_gone_too_is_lost_at_once():
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = "tcp://127.0.0.1:%d" % server.getsockname()[1]
    with pytest.raises(WorkersLost), watching(Nannied(gone, 10**9), [HERE, THERE]):
        time.sleep(_dask_losses.RETURN_SECONDS)


def test_one_that_does_not_come_back_in_time_is_lost(nanny, monkeypatch):
    monkeypatch.setattr(_dask_losses, "RETURN_SECONDS", 0.1)
    with pytest.raises(WorkersLost), watching(Nannied(nanny, 10**9), [HERE, THERE]):
        time.sleep(30)


def test_the_signal_is_whose_it_was():
    before = signal.getsignal(_dask_losses.SIGNAL)
    with watching(Client(), [HERE]):
        assert signal.getsignal(_dask_losses.SIGNAL) != before
    assert signal.getsignal(_dask_losses.SIGNAL) == before


def test_a_loss_that_is_told_as_the_call_ends_hits_nobody_else(monkeypatch):
    """The thread has made up its mind, and sends its signal only when the call is over."""
    deciding, heard, send = threading.Event(), [], signal.pthread_kill

    def send_late(thread, number):
        deciding.set()
        time.sleep(0.2)
        send(thread, number)

    monkeypatch.setattr(signal, "pthread_kill", send_late)
    before = signal.signal(_dask_losses.SIGNAL, lambda *_: heard.append("somebody else"))
    try:
        with watching(Client([THERE]), [HERE, THERE]):
            assert deciding.wait(30)
        time.sleep(0.4)
    finally:
        signal.signal(_dask_losses.SIGNAL, before)
    assert heard == []


def test_another_thread_is_left_alone():
    threads = []

    def work():
        with watching(Client([HERE]), [HERE]):
            threads.append(threading.active_count())

    before = threading.active_count()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert threads == [before + 1]


def test_a_log_that_tells_nothing_leaves_the_name():
    assert lost_with(Client([THERE], ["who knows"]), THERE) == "the worker %s" % THERE
    assert lost_with(None, THERE) == "the worker %s" % THERE
