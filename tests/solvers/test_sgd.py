"""Descent by its plain loops, shared in every way that needs no other process: the same loss in the end."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from workbench.errors import PluginError
from workbench.solvers import _sgd_kernels as loops
from workbench.solvers import sgd_map_reduce
from workbench.solvers._hogwild import progress_cells, spent, update_freely
from workbench.solvers._sgd import Goal, Rows, Schedule, open_rows, share, stretches
from workbench.solvers._sgd_actors import Server, bring_changes
from workbench.solvers._sgd_ranks import Rank, all_reduce, local
from workbench.solvers.sgd_hogwild_threads import HogwildThreads
from workbench.solvers.sgd_map_reduce import MapReduce
from workbench.solvers.sgd_minibatch import Minibatch
from workbench.workloads.sparse_logistic import SparseLogistic

PLAIN = loops.Kernels(loops.descend, loops.gradient, loops.loss)
SCHEDULE = Schedule(1.0, 0.8)
SHORT = Schedule(0.2, 0.95)
"""Steps so short that those which others make after the last look at the loss change little."""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    workload = SparseLogistic(samples=1200, features=12, nonzeros=3, target_ratio=0.95)
    workload.prepare(str(folder))
    return workload.load(str(folder))


@pytest.fixture
def rows(data):
    return open_rows(data.paths, PLAIN)


@pytest.fixture
def goal(data):
    return Goal(data.check_stride, data.target_loss, 40)


@pytest.fixture
def told(context):
    figures = {}
    context.tell = figures.__setitem__
    return figures


def made(plugin, rows, **parameters):
    """A solver as it is after `setup`, with loops that nobody compiled."""
    solver = plugin(**parameters)
    solver.rows = rows
    return solver


def closed(data, weights):
    return SparseLogistic().score(data, weights)


def in_threads(ranks, work):
    """What `work(number, add_up)` returns for each of so many ranks, whose `add_up` meets the others'."""
    meeting = threading.Barrier(ranks, timeout=60)
    held, results = [None] * ranks, [None] * ranks

    def run(number):
        def add_up(array):
            held[number] = array.copy()
            meeting.wait()
            total = np.sum(held, axis=0)
            meeting.wait()
            array[:] = total

        results[number] = work(number, add_up)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(ranks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_gradient_is_that_of_the_loss(rows, data):
    random = np.random.default_rng(0)
    weights, total, step = random.standard_normal(12), np.zeros(12), 1e-6
    rows.add_gradient(0, 100, weights, total)
    for column in range(12):
        ahead, behind = weights.copy(), weights.copy()
        ahead[column] += step
        behind[column] -= step
        losses = [loops.loss(rows.columns, rows.values, rows.labels, 0, 100, 1, each) for each in (ahead, behind)]
        assert -(losses[0] - losses[1]) / (2 * step) == pytest.approx(total[column], abs=1e-5)


def test_a_step_a_row_is_a_batch_of_one(rows):
    one, other, total = np.zeros(12), np.zeros(12), np.zeros(12)
    rows.descend(0, 50, one, 0.5)
    for row in range(50):
        total[:] = 0
        rows.add_gradient(row, row + 1, other, total)
        other += 0.5 * total
    # A column that a row holds twice takes its second part after the first.
    assert one == pytest.approx(other, abs=1e-9)


def test_huge_margins_overflow_nothing():
    weights = np.array([1e4])
    ones, label = np.ones((1, 1), dtype=np.float32), np.array([-1], dtype=np.int8)
    assert loops.loss(np.zeros((1, 1), dtype=np.int32), ones, label, 0, 1, 1, weights) == pytest.approx(1e4)


def test_the_parts_of_the_checked_loss_add_up(rows, data):
    weights, goal = np.ones(12), Goal(7, 0.0, 1)
    whole = rows.checked_loss(weights, goal, 0, 1)
    assert sum(rows.checked_loss(weights, goal, worker, 3) for worker in range(3)) == pytest.approx(whole)
    margins = data.labels * (data.values * weights[data.columns]).sum(axis=1)
    assert whole == pytest.approx(np.logaddexp(0, -margins[::7]).mean())


@pytest.mark.parametrize("workers", [1, 3, 7])
def test_shares_cover_all_rows_once(workers):
    assert [row for worker in range(workers) for row in share(100, worker, workers)] == list(range(100))
    assert [row for part in stretches(range(3, 50), 10) for row in part] == list(range(3, 50))


def test_batches_end_at_the_target_and_tell_what_it_took(rows, data, context, told):
    weights = made(Minibatch, rows, decay=0.8, batch_rows=32).solve(data, context)
    assert closed(data, weights) > 0.93
    assert told["exchanges"] == told["moved_bytes"] == 0
    assert told["steps"] == pytest.approx(told["passes"] * 1200 / 32, rel=0.1)


def test_what_is_out_of_reach_ends_after_the_most_passes(rows, data, context, told):
    weights = made(Minibatch, rows, step=1e-6, max_passes=2).solve(data, context)
    assert told["passes"] == 2
    assert closed(data, weights) < 0.1


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_without_locks_come_to_the_target(rows, data, context, told, workers):
    context.workers = workers
    weights = made(HogwildThreads, rows, **SHORT._asdict()).solve(data, context)
    assert closed(data, weights) > 0.9
    assert told["steps"] == told["passes"] * 1200
    assert told["moved_bytes"] == 0


def test_one_worker_without_locks_does_as_one_that_is_alone(rows, goal):
    weights, alone, progress = np.zeros(12), np.zeros(12), np.zeros(progress_cells(1), dtype=np.int64)
    update_freely(rows, 0, 1, weights, progress, goal, SCHEDULE)
    passes, left = divmod(spent(progress).rows, 1200)
    for number in range(passes):
        rows.descend(0, 1200, alone, SCHEDULE.at(number))
    rows.descend(0, left, alone, SCHEDULE.at(passes))
    assert (weights == alone).all()


@pytest.mark.parametrize("ranks", [1, 3])
def test_an_all_reduce_makes_the_steps_of_one_process(rows, data, goal, ranks, context):
    alone = made(Minibatch, rows, decay=0.8, batch_rows=32).solve(data, context)
    results = in_threads(
        ranks, lambda number, add_up: all_reduce(Rank(number, ranks, rows, 12, add_up), goal, SCHEDULE, 32)
    )
    for weights, used in results:
        assert weights == pytest.approx(alone, abs=1e-9)
        assert used == results[0][1]
        assert used.moved_bytes == used.steps * 2 * (ranks - 1) * 12 * 8


@pytest.mark.parametrize("ranks", [1, 3])
def test_local_steps_come_to_the_target_with_fewer_exchanges(rows, data, goal, ranks):
    results = in_threads(ranks, lambda number, add_up: local(Rank(number, ranks, rows, 12, add_up), goal, SCHEDULE, 50))
    for weights, used in results:
        assert (weights == results[0][0]).all()
        assert closed(data, weights) > 0.93
        assert used.exchanges == pytest.approx(used.steps / ranks / 50, rel=0.1)


@pytest.mark.parametrize("workers", [1, 3])
def test_jobs_of_a_pass_come_to_the_target(rows, data, context, told, workers, monkeypatch):
    monkeypatch.setattr(sgd_map_reduce, "compiled", lambda: PLAIN)
    context.workers = workers
    weights = made(MapReduce, rows, decay=0.8).solve(data, context)
    assert closed(data, weights) > 0.93
    assert told["exchanges"] == told["passes"]
    assert told["moved_bytes"] == 2 * told["passes"] * workers * 12 * 8


@pytest.mark.parametrize("wrong", [{"step": 0.0}, {"decay": 1.5}, {"max_passes": 0}, {"batch_rows": 0}])
def test_parameters_that_cannot_work_are_refused_before_a_run(wrong):
    with pytest.raises(PluginError, match=next(iter(wrong))):
        Minibatch(**wrong).check()


def test_rows_can_be_read_by_another_process_at_once(data):
    assert isinstance(open_rows(data.paths, PLAIN), Rows)
    assert not open_rows(data.paths, PLAIN).values.flags.writeable


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_that_wait_for_nobody_come_to_the_target_through_a_server(rows, data, goal, workers):
    server, one_at_a_time = Server(12), threading.Lock()
    spent = [None] * workers

    def work(worker):
        def exchange(change):
            with one_at_a_time:
                return server.exchange(change)

        spent[worker] = bring_changes(rows, worker, workers, 12, 20, goal, SHORT, exchange, server.end)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert closed(data, server.weights()) > 0.9
    for used, exchanges in spent:
        assert exchanges == pytest.approx(1 + used / 20, abs=2)


def test_a_server_begins_anew():
    server = Server(2)
    server.exchange(np.ones(2))
    server.end()
    assert server.exchange(np.zeros(2))[1]
    server.begin()
    weights, stopping = server.exchange(np.zeros(2))
    assert (weights == 0).all()
    assert not stopping
