"""Each in a process of its own: what is left can't be come back to."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from workbench.child import loopback
from workbench.errors import CannotRun

LEAVE = """
import socket, subprocess, sys
from workbench.child.loopback import leave_networks
from workbench.errors import CannotRun
try:
    leave_networks()
except CannotRun as error:
    print("refused:", error)
    sys.exit()
with socket.create_server(("0.0.0.0", 0)) as server, socket.create_connection(("127.0.0.1", server.getsockname()[1])):
    print("answered")
print([name for _, name in socket.if_nameindex()])
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
except OSError as error:
    print(type(error).__name__)
code = "import socket; print([name for _, name in socket.if_nameindex()])"
print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip())
"""


def test_only_a_loopback_of_its_own_is_left_to_the_process_and_its_children():
    with socket.create_server(("127.0.0.1", 0)) as outside:
        command = [sys.executable, "-c", LEAVE, str(outside.getsockname()[1])]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    if said[0].startswith("refused"):
        pytest.skip(said[0])
    answered, here, outside_seen, child = said
    assert answered == "answered"
    assert {"lo"} <= set(eval_names(here)) == set(eval_names(child))
    assert not {"eth0", "ens3", "enp0s3", "wlan0"} & set(eval_names(here))
    assert outside_seen == "ConnectionRefusedError"


def eval_names(said):
    return [name.strip(" '") for name in said.strip("[]").split(",")]


def test_where_the_system_refuses_it_says_what_would_help(monkeypatch):
    monkeypatch.setattr(loopback, "_entered", lambda unshare: False)
    with pytest.raises(CannotRun, match="every network") as raised:
        loopback.leave_networks()
    assert "user namespaces" in raised.value.remedy
