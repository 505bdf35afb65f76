"""The dashboard's server: loopback only, nothing sent anywhere, a free port, and gone when it is told."""

from __future__ import annotations

import http.client
import itertools
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from workbench.errors import WorkbenchError
from workbench.sessions.dashboard import command, serve_dashboard


def test_flags_keep_it_on_this_machine(tmp_path):
    words = command(str(tmp_path), 8501)
    flags = dict(itertools.pairwise(words))
    assert flags["--server.address"] == "127.0.0.1"
    assert flags["--browser.gatherUsageStats"] == "false"
    assert words[-1] == str(tmp_path)


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(WorkbenchError, match="is taken"):
            serve_dashboard(str(tmp_path), taken.getsockname()[1], False, print)


def test_it_serves_and_ends_when_interrupted(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "workbench", "dashboard", str(tmp_path), "--no-browser", "--port", str(port)],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
        env=dict(os.environ),
    )
    try:
        assert _answers(port)
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def _answers(port: int) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
        except OSError:
            time.sleep(0.2)
    return False
