"""Runs on a farm of two machines: real Dask workers at two addresses, each with a TMPDIR and so a lock of its own."""

from __future__ import annotations

import contextlib
import glob
import os
import socket
import time
from collections import defaultdict
from functools import partial
from pathlib import Path

import pytest

from workbench.model.event import TrialStarted
from workbench.model.trial import OK
from workbench.sessions.executing import resume_run, run_plan
from workbench.sessions.farming.asked import AskedFarm
from workbench.sessions.farming.opening import open_farm
from workbench.sessions.planning import Wish, make_plan
from workbench.store.reader import read_run
from workbench.store.validation import validate
from workbench.telemetry.machine import read_machine

pytest.importorskip("distributed", reason="distributed is not installed")

MARK = "FARM_OF_A_TEST"
MINE = """
import os, time
from workbench.contracts import Workload

class Reads(Workload):
    name = "reads"
    parameters = {"patience": 0}

    def prepare(self, folder):
        with open(os.path.join(folder, "rows"), "w") as file:
            file.write("1 2 3")

    def load(self, folder):
        with open(os.path.join(folder, "rows")) as file:
            return file.read()

    def run(self, data, context):
        assert data == "1 2 3"
        deadline = time.monotonic() + self.values["patience"]
        while time.monotonic() < deadline and not os.path.exists(GO):
            time.sleep(0.01)
"""
SUITE = """
name = "farmed"
[[cases]]
workload = "./mine.py:Reads"
parameters = { patience = %d }
[[cases]]
workload = "waiting"
parameters = { seconds = 0.02, chunks = 2 }
[measure]
launches = %d
warmups = 0
"""


@pytest.fixture(scope="module")
def machines(dask_on_two_nodes, tmp_path_factory):
    """The scheduler's file, and the variable that is set in all that runs there."""
    folder = tmp_path_factory.mktemp("farm")

    def own(host):
        (folder / host).mkdir()
        return {MARK: str(folder), "TMPDIR": str(folder / host), "XDG_CACHE_HOME": str(folder / host / "cache")}

    with dask_on_two_nodes(folder, own) as where:
        yield where, folder


@pytest.fixture
def farmed(machines, tmp_path, workplace):
    """A plan, and how its farm is opened."""
    where, _ = machines

    def make(patience=0, launches=2, only=()):
        (tmp_path / "mine.py").write_text(MINE.replace("GO", repr(str(tmp_path / "go"))))
        (tmp_path / "farmed.toml").write_text(SUITE % (patience, launches))
        plan = make_plan([str(tmp_path / "farmed.toml")], Wish(), workplace.describe)
        asked = AskedFarm("dask=" + where, only=only)
        return plan, lambda plan: open_farm(asked, plan, workplace.runner, lambda event: None)

    return make


def test_rounds_go_to_both_machines_each_whole_and_all_is_on_disk(farmed, machines, workplace):
    plan, site = farmed()
    run = run_plan(plan, workplace, lambda event: None, open_site=site)
    assert [(trial.status, trial.reason) for trial in run.trials] == [(OK, None)] * 4
    hosts = defaultdict(set)
    for trial in run.trials:
        hosts[trial.launch].add(trial.host)
        assert trial.lost_hosts == ()
    assert sorted(len(found) for found in hosts.values()) == [1, 1]
    assert {address for found in hosts.values() for host in found for address in [host.partition("(")[2]]} == {
        "127.0.0.1)",
        "127.0.0.2)",
    }
    assert run.header.machine.id == read_machine().id
    assert run.header.interpreters[0].packages
    assert validate(run.folder) == ()
    telemetry = Path(run.folder, "telemetry").iterdir()
    assert sorted(path.name for path in telemetry) == sorted(trial.trial_id + ".parquet" for trial in run.trials)
    assert left_behind(machines[1]) == []


def test_an_interrupted_farm_leaves_nothing_running_and_the_run_goes_on_with_one_machine(
    farmed, machines, workplace, tmp_path
):
    plan, site = farmed(patience=600)

    def interrupt(event):
        if isinstance(event, TrialStarted) and event.spec.planned.workload.name != "waiting":
            wait_until(lambda: any("workbench.child" in words for _, words in running(machines[1])))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_plan(plan, workplace, interrupt, open_site=site)
    assert left_behind(machines[1]) == []
    (tmp_path / "go").touch()
    (folder,) = glob.glob(os.path.join(workplace.results, "*", "*"))
    before = {trial.trial_id for trial in read_run(folder).trials}
    name = "%s (127.0.0.2)" % socket.gethostname()
    _, one = farmed(patience=600, only=(name,))
    whole = resume_run(folder, workplace, lambda event: None, one)
    assert len({trial.trial_id for trial in whole.trials}) == 4
    assert {trial.host for trial in whole.trials if trial.trial_id not in before} == {name}
    assert left_behind(machines[1]) == []


def left_behind(folder):
    """Processes of ours and agents' folders on the machines, once Dask's own are left out."""
    ours = partial(filter, lambda found: "distributed.cli" not in found[1])
    wait_until(lambda: not list(ours(running(folder))))
    return [*ours(running(folder)), *glob.glob(str(folder / "*" / "wb-farm-*"))]


def running(folder):
    """(number, command line) of all that runs on the machines."""
    found = []
    for path in glob.glob("/proc/[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if ("%s=%s\0" % (MARK, folder)).encode() in Path(path).read_bytes():
                words = Path(path).with_name("cmdline").read_bytes().decode().replace("\0", " ")
                found.append((path.split("/")[2], words))
    return found


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
