"""POP's tree: its factors multiply up exactly, and what is not known is not told."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.efficiency import efficiencies
from workbench.model.case import Case
from workbench.model.trial import Phase, TrialRecord

CASE = Case("w", {}, "s")


def launch(wall, useful, balance=None, calls=1, ticks=None):
    """One launch: seconds a call, seconds on a CPU over all calls, and how evenly."""
    grown = {} if useful is None else {"run_queue.on_cpu_seconds": useful}
    if ticks is not None:
        grown.update({"cpu_tree.user_seconds": ticks, "cpu_tree.system_seconds": 0.0})
    return TrialRecord(
        "t",
        CASE.id,
        1,
        "ok",
        0.0,
        9.0,
        (wall,) * calls,
        phases=tuple(Phase("measure", wall * index, wall * (index + 1)) for index in range(calls)),
        totals={} if balance is None else {"load_balance_ratio": balance},
        phase_totals={"measure": grown},
    )


def test_each_factor_is_what_pop_says():
    """4 workers, of whom the busiest computed 2 s of 2.5 s and the others 1.5 s; one alone needed 6 s."""
    useful = [2.0, 1.5, 1.5, 1.5]
    levels = {1: [launch(6.0, 6.0, 1.0)] * 4, 4: [launch(2.5, sum(useful), sum(useful) / 4 / max(useful))] * 4}
    one, four = efficiencies(levels)
    assert (one.workers, one.parallel.value, one.computation_scalability.value) == (1, pytest.approx(1.0), 1.0)
    assert four.parallel.value == pytest.approx(6.5 / (4 * 2.5))
    assert four.load_balance.value == pytest.approx(1.625 / 2.0)
    assert four.communication.value == pytest.approx(2.0 / 2.5)
    assert four.computation_scalability.value == pytest.approx(6.0 / 6.5)
    assert four.total.value == pytest.approx(6.0 / (4 * 2.5))


shares = st.floats(0.05, 1.0)


@given(st.lists(st.tuples(shares, shares, st.floats(0.2, 50.0)), min_size=1, max_size=6), st.floats(0.5, 90.0))
def test_factors_multiply_up_exactly(drawn, alone):
    # Each launch: communication, load balance, seconds a call.
    at_four = [launch(wall, 4 * wall * one * other, other) for one, other, wall in drawn]
    found = efficiencies({1: [launch(alone, 0.9 * alone, 1.0)], 4: at_four})
    for level in found:
        assert level.load_balance.value * level.communication.value == pytest.approx(level.parallel.value, rel=1e-12)
        product = level.parallel.value * level.computation_scalability.value
        assert product == pytest.approx(level.total.value, rel=1e-12)
    # And the whole is the speed-up a worker, times how well one worker alone did.
    speedup = alone / math.exp(math.fsum(math.log(wall) for *_, wall in drawn) / len(drawn))
    assert found[1].total.value == pytest.approx(0.9 * speedup / 4, rel=1e-9)


def test_useful_time_is_a_calls_however_many_there_were():
    one, two = efficiencies({1: [launch(1.0, 3.0, calls=3)], 2: [launch(0.5, 1.0)]})
    assert one.parallel.value == pytest.approx(1.0)
    assert two.computation_scalability.value == pytest.approx(1.0)


def test_intervals_need_four_launches():
    few = efficiencies({1: [launch(1.0, 0.9), launch(1.0, 0.8)]})[0].parallel
    assert (few.kind, few.low, few.high) == ("range", pytest.approx(0.8), pytest.approx(0.9))
    many = efficiencies({1: [launch(1.0, useful) for useful in (0.9, 0.8, 0.85, 0.95)]})[0].parallel
    assert many.kind == "interval"
    assert 0.7 < many.low < many.value < many.high < 1.05


def test_without_load_balance_only_their_product_is_known():
    (level,) = efficiencies({2: [launch(1.0, 1.5)] * 4})
    assert level.parallel.value == pytest.approx(0.75)
    assert level.load_balance is level.communication is None


def test_without_one_worker_nobody_knows_whether_the_work_grew():
    (level,) = efficiencies({2: [launch(1.0, 1.5, 0.9)] * 4})
    assert level.computation_scalability is level.total is None


def test_a_main_process_beside_its_workers_is_no_efficiency_above_one():
    # 2 workers at balance 0.5, and the main process busy as well: parallel / balance would be 1.9.
    (level,) = efficiencies({2: [launch(1.0, 1.9, 0.5)] * 4})
    assert level.parallel.value == pytest.approx(0.95)
    assert level.communication is None


def test_threads_that_were_missed_are_taken_from_the_coarser_count():
    assert efficiencies({1: [launch(1.0, 0.3, ticks=0.9)]})[0].parallel.value == pytest.approx(0.9)
    assert efficiencies({1: [launch(1.0, 0.9, ticks=0.91)]})[0].parallel.value == pytest.approx(0.9)


def test_a_worker_of_two_threads_has_two_cores():
    (level,) = efficiencies({1: [launch(1.0, 1.5)]}, threads_per_worker=2)
    assert level.parallel.value == pytest.approx(0.75)


@pytest.mark.parametrize(
    "trial",
    [
        launch(1.0, None),
        launch(0.01, 0.01),
        launch(1.0, 0.05),
        launch(1.0, 3.0),
        launch(1.0, 0.0),
    ],
    ids=["not counted", "too short", "waits by its nature", "more threads than workers", "nothing used"],
)
def test_what_tells_nothing_is_left_out(trial):
    assert efficiencies({1: [trial] * 4}) == ()


def test_where_work_grows_useful_time_is_by_share_of_it():
    one, two = efficiencies({1: [launch(1.0, 1.0)], 2: [launch(1.25, 2.2)]}, weak=True)
    assert one.computation_scalability.value == 1.0
    assert two.computation_scalability.value == pytest.approx(1.0 / 1.1)
    assert two.total.value == pytest.approx(two.parallel.value * two.computation_scalability.value)
    assert two.total.value == pytest.approx(1.0 / 1.25)


def test_a_share_has_no_interval_beyond_all_of_it():
    (level,) = efficiencies({1: [launch(1.0, useful) for useful in (0.99, 0.6, 0.98, 0.7)]})
    assert level.parallel.high == 1.0
