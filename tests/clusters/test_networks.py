"""Entering a network namespace."""

import subprocess
import sys

import pytest

from workbench.clusters import _networks
from workbench.errors import WorkbenchError
from workbench.practice.links import why_not

ENTERS = """
import sys
from workbench.clusters._networks import enter
enter(sys.argv[1])
print(open("/proc/thread-self/net/dev").read().count(":"))
"""


def test_what_is_none_is_told(tmp_path):
    with pytest.raises(WorkbenchError, match="there is no network namespace"):
        _networks.enter(str(tmp_path / "none"))
    (tmp_path / "file").touch()
    with pytest.raises(WorkbenchError, match="can't enter the network namespace"):
        _networks.enter(str(tmp_path / "file"))


def test_a_new_namespace_has_the_loopback_only():
    if why_not() is not None:
        pytest.skip(str(why_not()))
    subprocess.run(["ip", "netns", "add", "workbench-test-networks"], check=True)
    try:
        argv = [sys.executable, "-c", ENTERS, "/run/netns/workbench-test-networks"]
        told = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    finally:
        subprocess.run(["ip", "netns", "delete", "workbench-test-networks"], check=True)
    assert int(told) == 1
