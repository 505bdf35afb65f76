"""Whether hosts can be reached, asked of programs that stand in for ssh."""

import os

import pytest

from workbench.clusters import _reaching
from workbench.clusters._reaching import unreachable

HOSTS = ["10.255.255.1", "10.255.255.2"]
ANSWERS = """#!/bin/sh
[ "$4 $5" = "10.255.255.1 true" ] && exit 0
echo "no way to $4" >&2
exit 255
"""


@pytest.fixture
def other(monkeypatch):
    """Every host is another machine."""
    monkeypatch.setattr(_reaching, "own_address", lambda host: "10.255.255.9")


@pytest.fixture
def agent(tmp_path):
    path = tmp_path / "agent"
    path.write_text(ANSWERS)
    path.chmod(0o700)
    return str(path)


def test_what_the_way_there_says_is_told(other, agent):
    assert unreachable(HOSTS, agent) == {"10.255.255.2": "no way to 10.255.255.2"}


def test_what_can_not_be_run_is_told(other, agent):
    os.chmod(agent, 0o600)
    assert "can't be run" in unreachable(HOSTS[:1], agent + "-none")[HOSTS[0]]


def test_this_machine_is_not_asked(agent):
    assert unreachable(["127.0.0.1"], agent + "-none") == {}


def test_with_another_launcher_nobody_is_asked(other, monkeypatch):
    monkeypatch.setenv("HYDRA_LAUNCHER", "slurm")
    assert unreachable(HOSTS, None) == {}


def test_mpiexecs_own_variable_names_the_program(other, agent, monkeypatch):
    monkeypatch.setenv("HYDRA_LAUNCHER_EXEC", agent)
    monkeypatch.delenv("HYDRA_LAUNCHER", raising=False)
    assert list(unreachable(HOSTS, None)) == HOSTS[1:]


def test_a_host_without_an_address_is_told(agent):
    assert "has no address here" in unreachable(["no.such.host.invalid"], agent)["no.such.host.invalid"]
