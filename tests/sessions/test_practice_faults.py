"""What becomes of a run on a practice cluster on which something goes wrong in mid-trial, for real."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from tests.practice.conftest import left_of
from tests.sessions.labs import BURN, suite
from workbench.errors import WorkbenchError
from workbench.model.event import TrialFinished
from workbench.model.trial import FAILED, OK, TIMEOUT
from workbench.practice.down import take_down
from workbench.practice.layout import Asked
from workbench.practice.links import why_not
from workbench.practice.processes import marked
from workbench.practice.state import default_root
from workbench.running.descendants import become_subreaper
from workbench.sessions.executing import resume_run, run_plan
from workbench.sessions.planning import Wish, make_plan
from workbench.sessions.practising import Place, bring_cluster_up, list_clusters, make_fault
from workbench.sessions.surveying import reaching

pytest.importorskip("distributed", reason="distributed is not installed")
pytestmark = pytest.mark.systems

ASKED = Asked("faulty", 2, 1, 0.3, None, None, {})


@pytest.fixture
def engine():
    """Dask, unless a test names another."""
    return "dask"


@pytest.fixture
def standing(tmp_path, engine):
    """Two nodes with a worker of 0.3 CPUs each."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        made = bring_cluster_up(ASKED, [engine], lambda _: None)
        yield made
        for entry in list_clusters():
            take_down(entry.cluster)
        assert left_of(made) == []
        assert not Path(default_root(), "faulty").exists()


class Faults:
    """Makes a plan, makes something go wrong once its first timed call has begun, and says how the run ended."""

    def __init__(self, folder, workplace, engine):
        self.folder, self.workplace, self.engine = folder, workplace, engine
        self.begun = folder / "begun"
        self.events = []
        self.done = ()

    def plan(self, pieces, launches, seconds):
        (self.folder / "mine.py").write_text(BURN)
        path = self.folder / "lab.toml"
        case = f'parameters = {{ pieces = {pieces}, begun = "{self.begun}" }}\nnodes = 2'
        measure = f'repeats = 1\ntimeout = "{seconds}s"'
        path.write_text(suite(f'practice = "faulty/{self.engine}"', case, launches=launches, measure=measure))
        return make_plan([str(path)], Wish(here=True), self.workplace.describe, reach=reaching(self.workplace.runner))

    def run(self, fault, pieces=60, launches=1, seconds=150):
        plan = self.plan(pieces, launches, seconds)
        thread = threading.Thread(target=self._make, args=(fault,))
        thread.start()
        try:
            return run_plan(plan, self.workplace, self.events.append)
        finally:
            thread.join()

    def resumed(self):
        """The run goes on."""
        (folder,) = Path(self.workplace.results).glob("*/*")
        return resume_run(str(folder), self.workplace, lambda event: None)

    def finished(self):
        return [event.record for event in self.events if isinstance(event, TrialFinished)]

    def _make(self, fault):
        deadline = time.monotonic() + 90
        while not self.begun.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.done = fault()


@pytest.fixture
def faults(tmp_path, standing, workplace, engine):
    """Who runs trials adopts orphans. Nobody here would reap those of the cluster, and a node ends with its last."""
    become_subreaper(False)
    return Faults(tmp_path, workplace, engine)


def samplers_left(cluster, seconds=15.0):
    """Samplers of nodes that still run on the cluster; one whose workers are gone ends by itself in a moment."""
    deadline = time.monotonic() + seconds
    while True:
        found = [pid for pid in marked(cluster.marker) if b"workbench.telemetry.node" in words_of(pid)]
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.2)


def words_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_without_its_scheduler_a_run_stops_with_one_sentence_and_goes_on_once_it_is_mended(faults, standing):
    with pytest.raises(WorkbenchError) as caught:
        faults.run(lambda: make_fault("kill-scheduler", "faulty", Place()), pieces=20, launches=2)
    assert "cluster lab can't be used any more, so the run stops here" in str(caught.value)
    assert "no Dask scheduler answers" in str(caught.value)
    (lost,) = faults.finished()
    assert lost.status == FAILED
    assert lost.reason
    make_fault("heal", "faulty", Place())
    run = faults.resumed()
    assert [trial.status for trial in run.trials] == [FAILED, OK]
    assert run.trials[0] == lost
    assert samplers_left(standing) == []


@pytest.mark.parametrize("kind", ["kill-worker", "kill-node"])
def test_a_worker_or_a_node_that_is_lost_fails_its_trial_and_once_mended_the_run_goes_on(faults, standing, kind):
    with pytest.raises(WorkbenchError) as caught:
        faults.run(lambda: make_fault(kind, "faulty", Place(engine="dask")), launches=2)
    (lost,) = faults.finished()
    assert lost.status == FAILED
    gone = standing.nodes[-1]
    # Which of the two depends on whether the others are done before Dask notices.
    assert f"lost meanwhile: 1 worker on {gone.address}" in lost.reason or (
        f"Dask lost the worker tls://{gone.address}:" in lost.reason
    )
    assert "this Dask cluster can't give exactly" in str(caught.value)
    assert samplers_left(standing) == []
    make_fault("heal", "faulty", Place())
    assert [trial.status for trial in faults.resumed().trials] == [FAILED, OK]


def test_a_link_that_is_down_for_5_seconds_costs_time_and_nothing_else(faults):
    def cut_for_a_while():
        make_fault("cut-node", "faulty", Place())
        time.sleep(5)
        return make_fault("heal", "faulty", Place())

    run = faults.run(cut_for_a_while)
    (trial,) = run.trials
    assert (trial.status, trial.reason) == (OK, None)
    assert trial.wall_seconds[0] > 5
    assert [node.worked for node in trial.nodes] == [1, 1]


def test_a_link_of_1_mbit_is_seen_through(faults):
    run = faults.run(lambda: make_fault("slow-link", "faulty", Place(value=1e6)))
    (trial,) = run.trials
    assert (trial.status, trial.reason) == (OK, None)


def test_a_node_that_is_too_slow_does_less_of_the_work(faults, standing):
    if not standing.nodes[0].cgroups:
        pytest.skip(standing.without[0])
    run = faults.run(lambda: make_fault("slow-node", "faulty", Place(value=0.25)), pieces=120)
    (trial,) = run.trials
    assert (trial.status, trial.reason) == (OK, None)
    fast, slow = sorted(node.measured_cpu_seconds for node in trial.nodes)[::-1]
    assert slow < 0.7 * fast
    by_address = {node.address: node.measured_cpu_seconds for node in trial.nodes}
    assert by_address[standing.nodes[-1].address] == slow


LOST = {"ray": ("ray", "actor", FAILED, 150), "mpi": ("mpi4py", "a rank ended", TIMEOUT, 60)}
"""What an engine's trials need, what they say of a worker that is gone, how one ends whose node is, and in which time.

MPICH waits for ever for a machine that says no good-bye.
"""


@pytest.mark.parametrize("engine", LOST)
def test_what_has_workers_for_a_trial_only_starts_the_next_one_clean(faults, standing, engine):
    pytest.importorskip(LOST[engine][0], reason=f"{LOST[engine][0]} is not installed")
    run = faults.run(lambda: make_fault("kill-worker", "faulty", Place(engine=engine)), launches=2)
    lost, later = run.trials
    assert (lost.status, later.status, later.reason) == (FAILED, OK, None)
    assert LOST[engine][1] in lost.reason.lower()
    assert [node.worked for node in later.nodes] == [1, 1]
    assert samplers_left(standing) == []


@pytest.mark.parametrize("engine", LOST)
def test_without_one_of_its_nodes_the_run_stops_and_goes_on_once_it_is_mended(faults, standing, engine):
    pytest.importorskip(LOST[engine][0], reason=f"{LOST[engine][0]} is not installed")
    _, _, status, seconds = LOST[engine]
    with pytest.raises(WorkbenchError, match="cluster lab can't be used any more, so the run stops here"):
        faults.run(lambda: make_fault("kill-node", "faulty", Place(engine=engine)), launches=2, seconds=seconds)
    assert [trial.status for trial in faults.finished()] == [status]
    make_fault("heal", "faulty", Place())
    assert [trial.status for trial in faults.resumed().trials] == [status, OK]
    assert samplers_left(standing) == []
