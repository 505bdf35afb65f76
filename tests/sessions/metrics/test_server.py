"""The server of metrics: what it answers to whom, and that nothing of it stays."""

from __future__ import annotations

import http.client
import os
import socket
import threading
import time

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from workbench.errors import WorkbenchError
from workbench.exporters._families import Figure, counter
from workbench.sessions.metrics import server
from workbench.sessions.metrics.server import serving

THINGS = counter("things", "Things.")


def figures():
    return [Figure(THINGS, {"run_id": "a"}, 3.0)]


@pytest.fixture
def port():
    said = []
    with serving(figures, "127.0.0.1", 0, said.append):
        (line,) = said
        yield int(line.rpartition(":")[2].partition("/")[0])


def ask(port, path="/metrics", method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


def test_it_speaks_openmetrics_to_who_asks_for_it_and_text_to_others(port):
    answer, text = ask(port)
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert 'workbench_things_total{run_id="a"} 3.0' in text
    answer, text = ask(port, Accept="application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    (family,) = text_string_to_metric_families(text)
    assert (family.name, family.samples[0].value) == ("workbench_things", 3.0)


def test_there_is_nothing_of_the_process_that_serves(port):
    _, text = ask(port)
    assert "python_" not in text
    assert "process_" not in text


def test_it_answers_get_of_two_pages_only(port):
    assert ask(port, "/")[0].status == 200
    assert "/metrics" in ask(port, "/")[1]
    assert ask(port, "/metrics?x=1")[0].status == 200
    assert ask(port, "/etc/passwd")[0].status == 404
    assert ask(port, "/metrics/../x")[0].status == 404
    assert ask(port, method="POST")[0].status >= 400
    assert ask(port, method="DELETE")[0].status >= 400
    assert "Python" not in str(ask(port)[0].headers)


@pytest.mark.parametrize("host", ["localhost", "localhost:9753", "127.0.0.1:1", "127.1.2.3", "[::1]", "[::1]:9"])
def test_this_machines_names_are_answered(port, host):
    assert ask(port, Host=host)[0].status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:9753", "127.0.0.1.evil.example", "", "10.0.0.1", "["])
def test_a_name_that_was_made_to_point_here_is_refused(port, host):
    answer, body = ask(port, Host=host)
    assert answer.status == 421
    assert "workbench_things" not in body


def test_whoever_goes_away_or_sends_nothing_is_forgotten(port, monkeypatch):
    monkeypatch.setattr(server._Handler, "timeout", 0.2)
    for sent in (b"", b"GET /metrics HT", b"\0\xff\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port)) as silent:
            silent.sendall(sent)
            assert ask(port)[0].status == 200


def test_afterwards_the_port_is_free_and_the_thread_is_gone():
    before = threading.active_count()
    said = []
    with serving(figures, "127.0.0.1", 0, said.append):
        port = int(said[0].rpartition(":")[2].partition("/")[0])
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_it_ends_with_the_block_that_failed():
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt), serving(figures, "127.0.0.1", 0, lambda line: None):
        raise KeyboardInterrupt
    assert threading.active_count() == before


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs /proc")
def test_it_sleeps_until_it_is_asked(port):
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "metrics"]
    ask(port)
    woken = []
    while 0 not in woken and len(woken) < 5:
        before = _switches(thread)
        time.sleep(1.2)
        woken.append(_switches(thread) - before)
    assert 0 in woken


def _switches(thread):
    with open(f"/proc/self/task/{thread.native_id}/status") as status:
        return sum(int(line.split()[1]) for line in status if "voluntary_ctxt_switches" in line)


def test_a_taken_port_is_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        match = f"port {port} is taken"
        with pytest.raises(WorkbenchError, match=match) as raised, serving(figures, "127.0.0.1", port, print):
            pass
    assert "0 finds a free one" in raised.value.remedy


def test_an_address_that_is_not_ours_is_one_sentence():
    with pytest.raises(WorkbenchError, match="can't listen on"), serving(figures, "203.0.113.7", 0, print):
        pass


def test_an_open_address_is_warned_of_and_answers_by_any_name():
    said = []
    with serving(figures, "0.0.0.0", 0, said.append):
        port = int(said[0].rpartition(":")[2].partition("/")[0])
        assert ask(port, Host="bench.example:9753")[0].status == 200
    assert "whoever reaches 0.0.0.0 can read them" in said[1]


def test_without_the_library_it_says_what_brings_it(monkeypatch):
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    match = "needs prometheus_client"
    with pytest.raises(WorkbenchError, match=match) as raised, serving(figures, "127.0.0.1", 0, print):
        pass
    assert "pip install" in raised.value.remedy
