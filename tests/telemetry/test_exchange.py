"""A listener on loopback: figures, strangers, and that it ends."""

import socket
import time

import pytest

from workbench.telemetry import exchange


@pytest.fixture
def listening():
    found = exchange.begin("127.0.0.1")
    yield found
    exchange.end(found)


def is_there(listening):
    try:
        socket.create_connection(listening[:2], timeout=1).close()
    except OSError:
        return False
    return True


def test_a_round_trip_and_a_speed_are_measured(listening):
    found = exchange.Exchanged(*exchange.measure(tuple(listening), 0.1))
    assert 0 < found.round_trip_seconds < 5
    assert found.bytes_per_second > 1000
    again = exchange.measure(tuple(listening), 0.01)
    assert again[1] > 0


def test_whoever_does_not_know_the_token_gets_nothing(listening):
    with socket.create_connection(listening[:2], timeout=10) as line:
        line.sendall(b"0" * exchange.TOKEN_BYTES + exchange.END)
        try:
            assert line.recv(1) == b""
        except ConnectionResetError:
            pass  # It hung up with our byte unread.
    assert exchange.measure(tuple(listening), 0.01)[1] > 0


def test_a_caller_that_hangs_up_is_no_reason_to_end(listening):
    socket.create_connection(listening[:2], timeout=10).close()
    assert exchange.measure(tuple(listening), 0.01)[1] > 0


def test_it_ends_when_told_and_may_be_told_twice(listening):
    exchange.end(tuple(listening))
    deadline = time.monotonic() + 10
    while is_there(listening) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_there(listening)
    exchange.end(tuple(listening))
    with pytest.raises(OSError, match=r".+"):
        exchange.measure(tuple(listening), 0.01)


def test_an_address_that_is_not_ours_is_told():
    with pytest.raises(OSError, match=r"no listener at 192\.0\.2\.77: .*"):
        exchange.begin("192.0.2.77")


def test_nobody_calling_ends_it(monkeypatch, capfd):
    monkeypatch.setattr(exchange, "ALONE_SECONDS", 0.05)
    monkeypatch.setattr(exchange.os, "dup2", lambda *_: None)
    exchange.listen("127.0.0.1")
    port, token = capfd.readouterr().out.split()
    assert port.isdigit()
    assert len(token) == exchange.TOKEN_BYTES
