"""A load generator's own arithmetic, on servers that are functions."""

from __future__ import annotations

import threading
import time

import pytest

from workbench.solvers._load import NO_ANSWER, Answered, Client, in_time, send, told


class Fake(Client):
    """Answers a request with itself, after whatever `before` does."""

    def __init__(self, before=lambda number: None):
        self._before = before
        self.closed = False

    def ask(self, number, row):
        self._before(number)
        return row

    def close(self):
        self.closed = True


def nothing():
    """Whom nobody needs to ask."""


@pytest.mark.parametrize("arrivals", [None, [0.0, 0.0, 0.01, 0.01, 0.02]])
def test_every_request_is_sent_once_and_its_answer_kept_in_its_place(arrivals):
    asked, opened = [], []

    def connect(place):
        opened.append(Fake(asked.append))
        return opened[-1]

    answered = send([5, 6, 7, 8, 9], connect, 3, arrivals, nothing)
    assert answered.answers == [5, 6, 7, 8, 9]
    assert sorted(asked) == [0, 1, 2, 3, 4]
    assert len(opened) == 3
    assert all(client.closed for client in opened)


def test_clients_ask_at_the_same_time():
    meeting = threading.Barrier(4, timeout=30)
    send([0] * 4, lambda place: Fake(lambda number: meeting.wait()), 4, None, nothing)
    assert meeting.n_waiting == 0
    assert not meeting.broken


def stalls_once(number):
    if number == 0:
        time.sleep(0.3)


def test_the_wait_behind_a_stalled_server_counts_in_an_open_load():
    arrivals = [0.01 * number for number in range(10)]
    answered = send([0] * 10, lambda place: Fake(stalls_once), 1, arrivals, nothing)
    assert answered.latencies_seconds[0] >= 0.3
    # Each was due while the first was answered, and was sent after it: it waited for the rest of that time.
    for number in range(1, 10):
        assert answered.latencies_seconds[number] >= 0.3 - arrivals[number]


def test_a_closed_load_sends_later_and_so_leaves_that_wait_out():
    answered = send([0] * 10, lambda place: Fake(stalls_once), 1, None, nothing)
    assert answered.latencies_seconds[0] >= 0.3
    # The nine waits of an open load come to 2.25 seconds.
    assert sum(answered.latencies_seconds[1:]) < 2.25


def test_no_request_of_an_open_load_is_sent_before_its_time():
    began = time.monotonic()
    sent = {}
    arrivals = [0.0, 0.1, 0.2]
    send([0] * 3, lambda place: Fake(lambda number: sent.update({number: time.monotonic()})), 3, arrivals, nothing)
    assert all(sent[number] - began >= arrivals[number] for number in range(3))


def breaks(number):
    if number == 1:
        raise ConnectionError("gone")


def test_a_request_without_an_answer_is_told_and_the_rest_goes_on():
    asked = []
    answered = send([7] * 3, lambda place: Fake(breaks), 1, None, lambda: asked.append("why"))
    assert answered.answers == [7, NO_ANSWER, 7]
    assert asked == ["why"]


def test_the_load_ends_with_what_it_was_sent_to_and_clients_are_closed():
    clients = []

    def ended():
        raise RuntimeError("the server is gone")

    def connect(place):
        clients.append(Fake(breaks))
        return clients[-1]

    with pytest.raises(RuntimeError, match="gone"):
        send([7] * 3, connect, 2, None, ended)
    assert all(client.closed for client in clients)


def test_what_is_no_lack_of_an_answer_is_an_error():
    with pytest.raises(ZeroDivisionError):
        send([1], lambda place: Fake(lambda number: 1 // number), 1, None, nothing)


def test_percentiles_are_nearest_ranks_of_all_requests():
    answered = Answered([1] * 1000, [number / 1000 for number in range(1000, 0, -1)], 20.0, 5.0)
    assert told(answered) == {
        "requests": 1000,
        "unanswered": 0,
        "answers_per_second": 50.0,
        "p50_seconds": 0.5,
        "p95_seconds": 0.95,
        "p99_seconds": 0.99,
        "sender_cpu_ratio": 0.25,
    }


@pytest.mark.parametrize(
    ("count", "known"),
    [(1, []), (9, []), (10, ["p50"]), (99, ["p50"]), (100, ["p50", "p95"]), (500, ["p50", "p95", "p99"])],
)
def test_a_percentile_needs_requests_beyond_it(count, known):
    figures = told(Answered([1] * count, [0.1] * count, 1.0, 0.1))
    assert [name[:3] for name in figures if name.startswith("p")] == known


def test_what_was_not_answered_is_not_served():
    figures = told(Answered([1, NO_ANSWER], [0.1, 0.1], 1.0, 0.1))
    assert (figures["unanswered"], figures["answers_per_second"]) == (1, 1.0)


def test_what_came_late_is_no_answer_in_time():
    assert in_time(Answered([1, 2, NO_ANSWER], [0.1, 0.3, 0.1], 1.0, 0.1), 0.2) == [1, NO_ANSWER, NO_ANSWER]
