"""Cases on two nodes by MPI: real ranks, on a practice cluster whose nodes have networks of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sessions.labs import suite
from workbench.errors import ConfigurationError
from workbench.model.trial import OK, TIMEOUT
from workbench.practice.down import take_down
from workbench.practice.engines.mpi import ENGINE
from workbench.practice.layout import Asked
from workbench.practice.links import why_not
from workbench.practice.processes import marked
from workbench.practice.up import bring_up
from workbench.sessions.executing import run_plan
from workbench.sessions.planning import Wish, make_plan
from workbench.sessions.surveying import reaching
from workbench.store.catalogue import find_runs
from workbench.store.reader import read_run
from workbench.telemetry.series import read_series

pytest.importorskip("mpi4py", reason="mpi4py is not installed")
REASON = why_not()
pytestmark = pytest.mark.skipif(REASON is not None, reason=str(REASON))
PIECE_BYTES, PIECES = 5_000_000, 16
MINE = """
import time
from workbench.contracts import Workload

class Pieces(Workload):
    name = "pieces"
    parameters = {"bytes": 1, "pieces": 1, "seconds": 0.0}

    def run(self, data, context):
        piece = b"x" * self.values["bytes"]
        context.map(take, [(piece, self.values["seconds"])] * self.values["pieces"])

def take(task):
    time.sleep(task[1])
    return len(task[0])
"""
CLUSTER = 'practice = "mpi-lab/mpi"'
STEPS = 'parameters = { samples = 20000 }\nsolvers = ["sgd.AllReduce"]\nnodes = [1, 2]'


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two nodes with two slots each."""
    state = tmp_path_factory.mktemp("state")
    asked = Asked("mpi-lab", 2, 2, None, None, None, {})
    made = bring_up(asked, [ENGINE], str(state / "workbench" / "clusters"), lambda _: None)
    yield made
    take_down(made)


@pytest.fixture
def plan_of(tmp_path, cluster, workplace, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(Path(cluster.folder).parents[2]))
    (tmp_path / "mine.py").write_text(MINE)

    def make(case):
        path = tmp_path / "lab.toml"
        path.write_text(suite(CLUSTER, case, "./mine.py:Pieces", measure="timeout_seconds = 60"))
        return make_plan([str(path)], Wish(here=True), workplace.describe, reach=reaching(workplace.runner))

    return make


def test_a_case_runs_on_both_nodes_and_both_are_in_its_record_and_its_file(plan_of, workplace, cluster):
    plan = plan_of("nodes = 2\nworkers_per_node = 2\nparameters = { bytes = %d, pieces = %d }" % (PIECE_BYTES, PIECES))
    before = [carried_bytes(node) for node in cluster.nodes]
    run = run_plan(plan, workplace, lambda event: None)
    after = [carried_bytes(node) for node in cluster.nodes]
    (trial,) = run.trials
    assert (trial.status, trial.reason, trial.leftovers) == (OK, None, ())
    found = [(node.name, node.address, node.workers, node.worked, node.sampler_lost) for node in trial.nodes]
    assert found == [(node.name, node.address, 2, 2, None) for node in cluster.nodes]
    for node, first, last in zip(trial.nodes, before, after, strict=True):
        assert abs(node.clock_offset_seconds) <= node.clock_uncertainty_seconds + 0.001
        assert node.peak_memory_bytes > PIECE_BYTES
        assert node.received_bytes > PIECE_BYTES * PIECES / 4
        # Besides the work, the code goes there and what the samplers saw comes back.
        assert node.received_bytes == pytest.approx(last[0] - first[0], rel=0.1)
        assert node.sent_bytes <= last[1] - first[1]
    table = read_series(os.path.join(run.folder, "telemetry", trial.trial_id)).to_pylist()
    measured = next(phase for phase in trial.phases if phase.name == "measure")
    assert {row["node"] for row in table} == {"", *(node.name for node in cluster.nodes)}
    for node in cluster.nodes:
        seen = [row["at_seconds"] for row in table if row["node"] == node.name and row["probe"] == "cpu_tree"]
        assert min(seen) < measured.start_seconds
        assert max(seen) > measured.end_seconds
    assert left_on(cluster) == []


@pytest.mark.systems
def test_a_trial_that_is_killed_leaves_nothing_on_a_node(plan_of, workplace, cluster):
    plan = plan_of("nodes = 2\nparameters = { pieces = 4, seconds = 600.0 }")
    plan = replace(plan, measure=replace(plan.measure, timeout_seconds=8.0))
    run = run_plan(plan, workplace, lambda event: None)
    assert [trial.status for trial in run.trials] == [TIMEOUT]
    assert left_on(cluster) == []


def test_more_than_there_is_is_told_before_anything_runs(plan_of):
    with pytest.raises(ConfigurationError) as caught:
        plan_of("nodes = [2, 3]\nworkers_per_node = [2, 3]")
    told = {(one.line, one.message.partition(": it has")[0]) for one in caught.value.complaints}
    start = "cluster `lab`: this host file has no "
    assert told == {(9, start + "%d hosts with %d slots each" % part) for part in ((2, 3), (3, 2), (3, 3))}


def test_a_host_that_can_not_be_reached_is_told_before_anything_runs(plan_of, cluster):
    path = Path(cluster.engines["mpi"].hostfile)
    text = path.read_text()
    path.write_text(text + "10.1.2.3\n")
    try:
        with pytest.raises(ConfigurationError, match=r"can't be used: nothing can be started on 10\.1\.2\.3"):
            plan_of("nodes = 1")
    finally:
        path.write_text(text)


def carried_bytes(node):
    """(to the node, from it), as the machine's end of its link counts."""
    folder = Path("/sys/class/net", node.link, "statistics")
    return int((folder / "tx_bytes").read_text()), int((folder / "rx_bytes").read_text())


def left_on(cluster):
    """What runs there beside what holds the nodes together, and files that ranks or samplers would leave."""
    held = {process.pid for process in cluster.processes}
    running = [pid for pid in marked(cluster.marker) if pid not in held]
    return running + [name for node in cluster.nodes for name in os.listdir(node.scratch)]


@pytest.mark.systems
@pytest.mark.timeout(1200)
def test_an_all_reduce_over_two_nodes_makes_the_steps_of_one(tmp_path, cluster):
    (tmp_path / "steps.toml").write_text(suite(CLUSTER, STEPS, "sparse-logistic", measure="repeats = 1"))
    variables = {**os.environ, "XDG_STATE_HOME": str(Path(cluster.folder).parents[2])}
    argv = [sys.executable, "-m", "workbench", "run", "steps.toml", "--results", str(tmp_path / "results")]
    done = subprocess.run(argv, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (entry,) = find_runs(str(tmp_path / "results"))
    one, two = sorted(read_run(entry.folder).trials, key=lambda trial: len(trial.nodes))
    assert [len(one.nodes), len(two.nodes)] == [1, 2]
    assert [node.worked for node in two.nodes] == [1, 1]
    assert one.figures["steps"] == two.figures["steps"]
    assert two.score.value == pytest.approx(one.score.value, abs=1e-9)
    # What an all-reduce must move at the least did move between the nodes.
    assert min(node.sent_bytes for node in two.nodes) > two.figures["moved_bytes"][0] / 2
    assert left_on(cluster) == []
