"""Cards beside cores: who is to be beaten, and transfers never counted as computing."""

import dataclasses

import pytest

from workbench.analysis.card_comparison import card_comparisons
from workbench.analysis.summary import summarise
from workbench.model.trial import Phase, Score


@pytest.fixture
def compared(build):
    """Comparisons of cases, each (solver, device, threads, seconds, transfer seconds, score)."""

    def of(*told, machine=build.machine):
        cases, trials = [], []
        for solver, device, threads, seconds, transfer, score in told:
            resources = {"device": device, "threads_per_worker": threads}
            case = build.case(solver=solver, backend="serial", resources=resources)
            cases.append(case)
            for launch in range(4):
                took = seconds * (1 + 0.01 * launch)
                trial = build.trial(case, launch, (took,), warmup=5.0, score=Score("R²", score, True, 0.001))
                begin = trial.phases[-1].start_seconds
                inner = (Phase("transfer_in", begin, begin + transfer),) if transfer else ()
                trials.append(dataclasses.replace(trial, phases=(*trial.phases, *inner)))
        plan = build.plan(*cases)
        return card_comparisons(plan, trials, summarise(plan, trials), machine)

    return of


def test_from_host_memory_and_with_data_there_are_two_figures(compared):
    (found,) = compared(("s.Cores", "cpu", 8, 4.0, 0, 0.9), ("s.Card", "cuda", 1, 2.0, 1.5, 0.9))
    (row,) = found.rows
    assert row.speedup.value == pytest.approx(2.0)
    assert row.computing_seconds.value == pytest.approx(2.03 - 1.5)
    assert row.computing_speedup.value == pytest.approx(4.06 / 0.53)
    assert row.first_call_seconds == 5.0
    assert row.speedup.low < 2.0 < row.speedup.high


def test_without_transfers_told_nothing_is_said_of_data_there(compared):
    (found,) = compared(("s.Cores", "cpu", 8, 4.0, 0, 0.9), ("s.Card", "cuda", 1, 2.0, 0, 0.9))
    assert found.rows[0].computing_seconds is None
    assert found.rows[0].computing_speedup is None


def test_the_best_on_cores_is_to_be_beaten_not_one_core(compared):
    (found,) = compared(
        ("s.One", "cpu", 1, 20.0, 0, 0.9), ("s.All", "cpu", 8, 4.0, 0, 0.9), ("s.Card", "cuda", 1, 2.0, 1.0, 0.9)
    )
    assert (found.base.solver, found.cores, found.most_cores, found.usable_cores) == ("s.All", 8, 8, 8)


def test_fewer_cores_are_the_base_where_they_are_faster_than_all(compared):
    (found,) = compared(
        ("s.One", "cpu", 1, 3.0, 0, 0.9), ("s.All", "cpu", 8, 4.0, 0, 0.9), ("s.Card", "cuda", 1, 2.0, 1.0, 0.9)
    )
    assert (found.base.solver, found.cores, found.most_cores) == ("s.One", 1, 8)


def test_what_did_less_work_is_not_compared(compared):
    (found,) = compared(
        ("s.Sloppy", "cpu", 8, 0.1, 0, 0.5), ("s.All", "cpu", 8, 4.0, 0, 0.9), ("s.Card", "cuda", 1, 2.0, 1.0, 0.9)
    )
    assert found.base.solver == "s.All"
    assert compared(("s.All", "cpu", 8, 4.0, 0, 0.9), ("s.Card", "cuda", 1, 2.0, 1.0, 0.5)) == ()


def test_without_a_card_or_without_cores_there_is_nothing_to_compare(compared):
    assert compared(("s.All", "cpu", 8, 4.0, 0, 0.9)) == ()
    assert compared(("s.Card", "cuda", 1, 2.0, 1.0, 0.9)) == ()


def test_calls_too_short_for_the_cards_counter_are_said_to_be(build):
    cores, card = build.case(solver="s.Cores"), build.case(solver="s.Card", resources={"device": "cuda"})

    def energy_of_calls(seconds):
        totals = {"card_energy_joules": 300.0}
        trials = [build.trial(cores, 0), build.trial(card, 0, (seconds,), totals=totals)]
        plan = build.plan(cores, card)
        ((row,),) = (each.rows for each in card_comparisons(plan, trials, summarise(plan, trials), build.machine))
        return row.card_energy_joules and row.card_energy_joules.value, row.too_short_for_energy

    assert energy_of_calls(2.0) == (300.0, False)
    assert energy_of_calls(0.2) == (None, True)
