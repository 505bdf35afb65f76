import os

import pytest

from workbench import wire
from workbench.telemetry.live import LiveFeed


@pytest.fixture
def pipe():
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def heard(source):
    messages, rest = wire.split(os.read(source, 1 << 20))
    assert rest == b""
    return list(messages)


def test_all_values_arrive_in_messages_that_a_pipe_takes_whole(pipe):
    source, sink = pipe
    values = {"a_probe_of_ours.received_bytes[interface%03d]" % number: 1e9 / 3 + number for number in range(200)}
    LiveFeed(sink, 10.0).tell(12.5, values)
    messages = heard(source)
    merged = {}
    for message in messages:
        assert (message["type"], message["at_seconds"]) == ("live", 2.5)
        assert len(wire.encode(message)) <= 4096
        merged.update(message["values"])
    assert merged == values


def test_a_runner_that_does_not_read_holds_nothing_up(pipe):
    source, sink = pipe
    os.set_blocking(source, False)
    feed = LiveFeed(sink, 0.0)
    for now in range(2000):
        feed.tell(float(now), {"p.x": float(now)})
    told = []
    while True:
        try:
            told += heard(source)
        except BlockingIOError:
            break
    assert 0 < len(told) < 2000
    assert [message["at_seconds"] for message in told] == [float(now) for now in range(len(told))]
    feed.tell(5000.0, {"p.x": 1.0})
    assert heard(source)[0]["at_seconds"] == 5000.0


def test_once_a_second(pipe):
    feed = LiveFeed(pipe[1], 0.0)
    assert feed.next_due < 0.0
    feed.tell(7.0, {})
    assert feed.next_due == 8.0


def test_a_name_that_is_too_long_is_left_out(pipe):
    source, sink = pipe
    os.set_blocking(source, False)
    LiveFeed(sink, 0.0).tell(1.0, {"p.%s" % ("x" * 5000): 1.0})
    with pytest.raises(BlockingIOError):
        os.read(source, 1)
