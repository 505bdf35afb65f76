"""The same coefficients, however the rows come to the workers."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

from workbench.contracts import Context
from workbench.contracts.placing import PLACEMENTS, Placing
from workbench.errors import PluginError
from workbench.solvers.placed_ridge import PlacedRidge
from workbench.solvers.sklearn_ridge import Ridge as SklearnRidge
from workbench.workloads.ridge import Ridge

WORKERS = 3


class Here(Placing):
    """Workers that are this process; remembers how many bytes of arrays they were sent."""

    def __init__(self):
        self.sent_bytes = 0

    def broadcast(self, whole):
        return self.scatter([whole] * WORKERS)

    def scatter(self, pieces):
        self.sent_bytes += sum(array.nbytes for piece in pieces for array in piece)
        return pieces

    def compute(self, function, items, held=None):
        return [function(item) for item in items] if held is None else list(map(function, held, items))

    def gather(self, results):
        return results


@pytest.fixture
def problem(tmp_path):
    workload = Ridge(samples=2000, features=7)
    workload.prepare(str(tmp_path))
    return workload, workload.load(str(tmp_path))


@pytest.fixture
def trial(tmp_path):
    def make(make_rows=None):
        found = Here(), []

        @contextlib.contextmanager
        def phase(name):
            found[1].append(name)
            yield

        return (
            *found,
            Context(WORKERS, 1, 0, str(tmp_path), map, phase, placing=lambda: found[0], make_rows=make_rows),
        )

    return make


def solve(placement, problem, trial):
    workload, data = problem
    placing, phases, context = trial(workload.make_rows)
    solver = PlacedRidge(placement=placement)
    solver.setup(data)
    solver.start(data, context)
    return solver.solve(data, context), placing, phases


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_it_comes_to_what_scikit_learn_comes_to(placement, problem, trial, context):
    found, _, _ = solve(placement, problem, trial)
    other = SklearnRidge("cholesky")
    other.setup(problem[1])
    expected = other.solve(problem[1], context)
    assert np.allclose(found.coef_, expected.coef_, atol=1e-10)
    assert found.intercept_ == pytest.approx(expected.intercept_, abs=1e-10)


def test_a_broadcast_sends_the_rows_to_every_worker_and_scatter_sends_them_once(problem, trial):
    whole = problem[1].X_train.nbytes + problem[1].y_train.nbytes
    sent = {placement: solve(placement, problem, trial)[1].sent_bytes for placement in PLACEMENTS}
    assert sent == {"broadcast": WORKERS * whole, "scatter": whole, "shared-file": 0, "in-place": 0}


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_shipping_computing_and_gathering_are_told_apart(placement, problem, trial):
    _, _, phases = solve(placement, problem, trial)
    shipped = ["transfer_in"] if placement in {"broadcast", "scatter"} else []
    assert phases == [*shipped, "compute", "transfer_out", "compute"]


def test_another_placement_is_refused_with_those_there_are():
    with pytest.raises(PluginError, match="broadcast, scatter, shared-file, in-place"):
        PlacedRidge(placement="everywhere").check()


def test_only_a_shared_file_needs_nodes_that_see_it():
    assert [placement for placement in PLACEMENTS if PlacedRidge(placement=placement).shares_files()] == ["shared-file"]


def test_rows_that_lie_in_no_file_are_no_shared_file(problem):
    in_memory = problem[1]._replace(X_train=np.array(problem[1].X_train))
    with pytest.raises(PluginError, match="don't lie in"):
        PlacedRidge(placement="shared-file").setup(in_memory)


def test_a_workload_that_makes_no_rows_is_told(problem, trial):
    _, _, context = trial()
    with pytest.raises(PluginError, match="can't make its rows in place"):
        PlacedRidge(placement="in-place").start(problem[1], context)
