"""Cases on two nodes: real Dask workers at two addresses of the loopback, in processes that know nothing of ours."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
from dataclasses import replace

import pytest

from tests.sessions.labs import BURN, suite
from workbench.errors import ConfigurationError
from workbench.model.trial import FAILED, OK, TIMEOUT
from workbench.sessions.executing import run_plan
from workbench.sessions.planning import Wish, make_plan
from workbench.sessions.surveying import reaching
from workbench.telemetry.series import read_series

pytest.importorskip("distributed", reason="distributed is not installed")

NODES = ("127.0.0.1", "127.0.0.2")
DIES = """
import os
import signal
from workbench.contracts import Workload

class Dies(Workload):
    name = "dies"

    def run(self, data, context):
        context.map(end_here, [0])

def end_here(_):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def address(dask_on_two_nodes, tmp_path_factory):
    """Of a cluster that the tests share, so none may break it."""
    with dask_on_two_nodes(tmp_path_factory.mktemp("dask")) as where:
        yield where


@pytest.fixture
def plan_of(tmp_path, address, workplace):
    def make(case, reach=None, workload="./mine.py:Burn", address=address):
        (tmp_path / "mine.py").write_text(BURN)
        (tmp_path / "dies.py").write_text(DIES)
        path = tmp_path / "lab.toml"
        path.write_text(suite('dask = "%s"' % address, case, workload))
        return make_plan([str(path)], Wish(), workplace.describe, reach=reach or reaching(workplace.runner))

    return make


def test_a_case_runs_on_both_nodes_and_both_are_in_its_record_and_its_file(plan_of, workplace):
    run = run_plan(plan_of("nodes = 2"), workplace, lambda event: None)
    (trial,) = run.trials
    assert (trial.status, trial.reason) == (OK, None)
    assert [(node.address, node.workers, node.worked, node.sampler_lost) for node in trial.nodes] == [
        (host, 1, 1, None) for host in NODES
    ]
    for node in trial.nodes:
        assert abs(node.clock_offset_seconds) <= node.clock_uncertainty_seconds
        assert 0.1 < node.cpu_seconds < 2.0
        assert node.bytes_unavailable is not None
    peaks = [node.peak_memory_bytes for node in trial.nodes]
    assert trial.memory.low_bytes == max(peaks)
    assert trial.totals["nodes_peak_sum_bytes"] == sum(peaks)
    table = read_series(os.path.join(run.folder, "telemetry", trial.trial_id)).to_pylist()
    names = {node.name for node in trial.nodes}
    assert {row["node"] for row in table} == {"", *names}
    measured = next(phase for phase in trial.phases if phase.name == "measure")
    for name in names:
        seen = [row["at_seconds"] for row in table if row["node"] == name and row["probe"] == "cpu_tree"]
        assert min(seen) < measured.start_seconds
        assert max(seen) > measured.end_seconds
    assert samplers() == []
    of_engine = {use.node: use for use in trial.engine}
    assert set(of_engine) == {"", *names}
    assert all(use.unavailable is None and use.samples >= 2 for use in trial.engine)
    assert of_engine[""].largest["process_resident_memory_bytes"] > 10e6
    for name in names:
        assert of_engine[name].last['dask_worker_memory_bytes{type="unmanaged"}'] > 10e6
        held = [row["process"] for row in table if row["node"] == name and row["series"] == "dask_worker_memory_bytes"]
        assert set(held) == {'type="managed"', 'type="unmanaged"', 'type="spilled"'}


def test_a_worker_without_work_fails_the_case_with_what_was_used(plan_of, workplace):
    run = run_plan(plan_of("nodes = 2\nparameters = { pieces = 1 }"), workplace, lambda event: None)
    (trial,) = run.trials
    assert trial.status == FAILED
    assert "asked for 1 worker on 127.0.0.1 and 1 worker on 127.0.0.2; worked: 1 worker on 127.0.0." in trial.reason
    assert len(trial.nodes) == 2


def test_a_trial_that_is_killed_leaves_no_sampler_on_a_node(plan_of, workplace, tmp_path):
    plan = plan_of("nodes = 2\nparameters = { pieces = 4000 }")
    plan = replace(plan, measure=replace(plan.measure, timeout_seconds=10.0))
    run = run_plan(plan, workplace, lambda event: None)
    assert [trial.status for trial in run.trials] == [TIMEOUT]
    assert samplers() == []


def test_a_cluster_smaller_than_asked_for_is_told_before_anything_runs(plan_of):
    with pytest.raises(ConfigurationError) as caught:
        plan_of("nodes = [1, 2, 3]\nworkers_per_node = [1, 2]")
    told = {(one.line, one.message.partition(": it has")[0]) for one in caught.value.complaints}
    start = "cluster `lab`: this Dask cluster can't give exactly "
    assert told == {
        (9, start + "1 threads on each of 3 nodes"),
        (9, start + "2 threads on each of 1 nodes"),
        (9, start + "2 threads on each of 2 nodes"),
        (9, start + "2 threads on each of 3 nodes"),
    }


def test_the_nodes_say_their_versions(plan_of, workplace):
    answers = []
    reach = reaching(workplace.runner)

    def survey(*asked):
        answers.append(reach.survey(*asked))
        return answers[-1]

    plan_of("nodes = 1", type(reach)(survey))
    (answer,) = answers
    assert [node.address for node in answer.nodes] == list(NODES)
    assert all(node.versions == answer.versions and node.cpus == os.cpu_count() for node in answer.nodes)


def test_a_wrong_address_is_told_before_anything_runs(tmp_path, workplace):
    path = tmp_path / "lab.toml"
    (tmp_path / "mine.py").write_text(BURN)
    path.write_text(suite('dask = "%s"' % (tmp_path / "none.json"), "nodes = 1"))
    with pytest.raises(ConfigurationError, match="cluster `lab` can't be used: no Dask scheduler answers at"):
        make_plan([str(path)], Wish(), workplace.describe, reach=reaching(workplace.runner))


def test_data_are_placed_as_asked_and_the_ways_there_and_back_are_phases(plan_of, workplace):
    ways = '{ placement = ["scatter", "shared-file", "in-place"] }'
    case = 'nodes = 2\nsolvers = [{ name = "placed.Ridge", parameters = %s }]\nparameters = { samples = 2000 }' % ways
    run = run_plan(plan_of(case, workload="ridge"), workplace, lambda event: None)
    assert [trial.reason for trial in run.trials] == [None] * 3
    assert len({round(trial.score.value, 9) for trial in run.trials}) == 1
    way_of = {planned.case.id: planned.case.solver_parameters.get("placement") for planned in run.header.plan.cases}
    inner = {way_of[trial.case_id]: [phase.name for phase in trial.phases] for trial in run.trials}
    assert {way for way, names in inner.items() if "transfer_in" in names} == {None}
    assert all({"start", "compute", "transfer_out"} <= set(names) for names in inner.values())


def test_a_worker_that_dies_is_named_long_before_the_time_is_up(plan_of, workplace, tmp_path, dask_on_two_nodes):
    (tmp_path / "own").mkdir()
    with dask_on_two_nodes(tmp_path / "own") as where:
        plan = plan_of("nodes = 1", workload="./dies.py:Dies", address=where)
        (trial,) = run_plan(plan, workplace, lambda event: None).trials
    assert trial.status == FAILED
    assert trial.reason.startswith("WorkersLost in measure: Dask lost the worker tcp://%s:" % NODES[0])
    assert "1 running or waiting there" in trial.reason


def samplers():
    """Command lines of those that run."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        with contextlib.suppress(OSError), open(path, "rb") as file:
            words = file.read().split(b"\0")
            if b"workbench.telemetry.node" in words:
                found.append(words)
    return [words for words in found if os.path.dirname(words[-2].decode()) == tempfile.gettempdir()]
