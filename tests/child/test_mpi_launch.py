"""The words that mpiexec is called with."""

from __future__ import annotations

import os

import pytest

from workbench.child import mpi_launch
from workbench.child.mpi_launch import Hosts, here, on_hosts
from workbench.errors import WorkbenchError


@pytest.fixture
def launchers(tmp_path, monkeypatch):
    for name in (mpi_launch.ON_THIS_MACHINE, mpi_launch.ON_HOSTS):
        (tmp_path / name).touch(0o700)
    monkeypatch.setattr(mpi_launch.sys, "executable", str(tmp_path / "python"))
    return tmp_path


def test_on_this_machine_no_port_is_opened(launchers):
    launch = here(3)
    assert (launch.words, launch.ranks) == ((str(launchers / "mpiexec.gforker"),), 3)
    assert launch.variables == {"UCX_TLS": "self,sm", "UCX_NET_DEVICES": "lo"}


def test_the_first_rank_is_beside_who_asks_and_the_others_are_on_the_hosts(launchers):
    words = on_hosts(Hosts({"127.0.0.2": 2, "127.0.0.3": 1}, "/folder/agent")).words
    ours = words[words.index("-localhost") + 1]
    assert words[words.index("-hosts") + 1] == ours + ":1,127.0.0.2:2,127.0.0.3:1"
    assert words[words.index("-launcher-exec") + 1] == "/folder/agent"
    assert on_hosts(Hosts({"127.0.0.2": 2}, None)).ranks == 3
    assert "-launcher" not in on_hosts(Hosts({"127.0.0.2": 2}, None)).words


def test_what_a_trial_sets_goes_along_and_where_this_machine_keeps_its_files_does_not(launchers, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("TMPDIR", "/here")
    monkeypatch.setitem(os.environ, "odd,name", "x")
    words = on_hosts(Hosts({"127.0.0.2": 1})).words
    names = words[words.index("-genvlist") + 1].split(",")
    assert "OMP_NUM_THREADS" in names
    assert not {"TMPDIR", "PYTHONPATH", "HOME", "odd", "name"} & set(names)


def test_a_host_without_an_address_is_told(launchers):
    with pytest.raises(WorkbenchError, match=r"host no\.such\.host\.invalid has no address here"):
        on_hosts(Hosts({"no.such.host.invalid": 1}))


def test_without_a_launcher_it_says_what_brings_one(launchers):
    os.unlink(launchers / mpi_launch.ON_HOSTS)
    with pytest.raises(WorkbenchError, match=r"there is no mpiexec.hydra beside") as raised:
        on_hosts(Hosts({"127.0.0.1": 1}))
    assert raised.value.remedy == "pip install mpich"
