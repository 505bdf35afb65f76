"""A farm of the two nodes of a practice cluster, for real: each a machine with a network and processes of its own."""

from __future__ import annotations

import pytest

from tests.practice.conftest import left_of
from workbench.model.event import TrialStarted, Warned
from workbench.model.trial import OK
from workbench.practice.down import take_down
from workbench.practice.layout import Asked
from workbench.practice.links import why_not
from workbench.sessions.executing import run_plan
from workbench.sessions.farming.asked import AskedFarm
from workbench.sessions.farming.opening import open_farm
from workbench.sessions.planning import Wish, make_plan
from workbench.sessions.practising import Place, bring_cluster_up, list_clusters, make_fault
from workbench.telemetry.machine import read_machine

pytest.importorskip("distributed", reason="distributed is not installed")
pytestmark = pytest.mark.systems

SUITE = """
name = "farmed"
[[cases]]
workload = "waiting"
parameters = { seconds = 1.0, chunks = 4 }
backends = ["threading"]
workers = [1, 2]
[measure]
launches = 4
warmups = 0
"""
ASKED = Asked("farmed", 2, 1, 0.5, None, None, {})


@pytest.fixture
def standing(tmp_path):
    """Two nodes with a Dask worker of half a CPU each."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        made = bring_cluster_up(ASKED, ["dask"], lambda _: None)
        yield made
        for entry in list_clusters():
            take_down(entry.cluster)
        assert left_of(made) == []


@pytest.mark.timeout(600)
def test_a_node_that_is_lost_has_its_launch_made_again_by_the_other(standing, tmp_path, workplace):
    path = tmp_path / "farmed.toml"
    path.write_text(SUITE)
    plan = make_plan([str(path)], Wish(), workplace.describe)
    started, told = [], []

    def watch(event):
        if isinstance(event, Warned):
            told.append(event.message)
        if isinstance(event, TrialStarted):
            started.append(event)
            if len(started) == 4:
                make_fault("kill-node", "farmed", Place(node="farmed-2"))

    run = run_plan(
        plan,
        workplace,
        watch,
        open_site=lambda plan: open_farm(AskedFarm("farmed"), plan, workplace.runner, watch),
    )
    assert [(trial.status, trial.reason) for trial in run.trials] == [(OK, None)] * 8
    assert {trial.host for trial in run.trials} == {"farmed-1", "farmed-2"}
    assert {host for trial in run.trials for host in trial.lost_hosts} == {"farmed-2"}
    assert [message.partition(" (")[0] for message in told] == ["farmed-2 is lost"]
    assert run.header.machine.cpu_limit_cores == pytest.approx(0.5)
    assert run.header.machine.id != read_machine().id
