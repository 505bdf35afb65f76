import os
import socket
import threading
from types import SimpleNamespace

import psutil
import pytest

from workbench.contracts import Place
from workbench.probes.host_network import HostNetwork


def rose(machine, tree):
    probe = HostNetwork(machine.place)
    assert probe.unreadable() is None
    probe.sample(tree(), 0.0)
    machine.go_on()
    last = probe.sample(tree(), 2.0)
    probe.close()
    return last, probe.totals()


def test_interfaces_apart_and_loopback_once(moments, tree):
    """What is built on the real interface, a bridge and its ends, would repeat its bytes."""
    sample, totals = rose(moments("limited-v2"), tree)
    assert sample == {
        "loopback_bytes": 5000000,
        "received_bytes[enp5s0]": 120000,
        "sent_bytes[enp5s0]": 4000,
        "retransmitted_segments": 5,
    }
    assert totals == {"loopback_bytes": 5000000, "retransmitted_segments": 5}


def test_a_container_that_has_only_a_virtual_interface(moments, tree):
    machine = moments("limited-v2")
    sample, _ = rose(SimpleNamespace(place=Place(machine.place.proc, "/nowhere"), go_on=machine.go_on), tree)
    assert sample["received_bytes[docker0]"] == 100
    assert sample["received_bytes[enp5s0]"] == 120000


def test_the_recorded_guest(moments, tree):
    sample, _ = rose(moments("limited-v1"), tree)
    assert {"received_bytes[eth0]", "sent_bytes[eth0]", "loopback_bytes", "retransmitted_segments"} == set(sample)


def test_why_it_cannot_be_read(tmp_path):
    (tmp_path / "stat").touch()
    assert HostNetwork(Place(str(tmp_path))).unreadable() == "needs /proc/net/dev"


def test_without_proc_it_comes_through_psutil(tmp_path, tree, monkeypatch):
    figures = iter([(100, 50), (130, 60)])

    def counters(pernic):
        received, sent = next(figures)
        one = SimpleNamespace(bytes_recv=received, bytes_sent=sent)
        return {"lo0": one, "en0": one} if pernic else {}

    monkeypatch.setattr(psutil, "net_io_counters", counters)
    probe = HostNetwork(Place(str(tmp_path), str(tmp_path)))
    assert probe.unreadable() is None
    probe.sample(tree(), 0.0)
    assert probe.sample(tree(), 1.0) == {"loopback_bytes": 30, "received_bytes[en0]": 30, "sent_bytes[en0]": 10}
    assert probe.totals() == {"loopback_bytes": 30, "retransmitted_segments": None}


def test_5_mb_over_loopback_are_in_it(tree):
    if not os.path.exists("/proc/net/dev"):
        pytest.skip("no /proc/net here")
    probe, size = HostNetwork(Place()), 5 << 20
    before = probe.sample(tree(), 0.0)["loopback_bytes"]
    with socket.create_server(("127.0.0.1", 0)) as server:
        sender = threading.Thread(target=send, args=(server.getsockname(), size))
        sender.start()
        connection, _ = server.accept()
        with connection:
            left = size
            while left:
                left -= len(connection.recv(min(left, 1 << 16)))
        sender.join()
    after = probe.sample(tree(), 1.0)["loopback_bytes"]
    probe.close()
    assert after - before >= size


def send(address, size):
    with socket.create_connection(address) as connection:
        connection.sendall(bytes(size))
