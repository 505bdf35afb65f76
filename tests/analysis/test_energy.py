import pytest

from workbench.analysis.energy import energy_of
from workbench.analysis.summary import summarise
from workbench.store.rows import TotalsRow, TrialRow


def test_energy_is_shared_among_calls(build):
    trial = build.trial(build.case(), seconds=(1.0, 1.0), totals={"card_energy_joules": 400.0})
    assert energy_of(trial) == {"card_energy_joules": pytest.approx(200.0)}


def test_a_call_of_many_is_a_part_of_a_repeat(build):
    trial = build.trial(build.case(), seconds=(0.5, 0.5), totals={"cpu_energy_joules": 50.0}, calls_per_repeat=5)
    assert energy_of(trial) == {"cpu_energy_joules": pytest.approx(5.0)}


def test_what_nobody_counts_is_not_told(build):
    assert energy_of(build.trial(build.case())) == {}


def test_too_little_time_for_the_counter_is_not_told(build):
    assert energy_of(build.trial(build.case(), seconds=(0.1, 0.1), totals={"card_energy_joules": 4.0})) == {}


def test_rows_that_decode_fast_tell_it_too():
    row = TrialRow("c", 0, "ok", 2.0, (2.0,), totals=TotalsRow(card_energy_joules=8.0))
    assert energy_of(row) == {"card_energy_joules": 8.0}


def test_a_report_tells_the_median_of_launches(build):
    case = build.case()
    trials = [
        build.trial(case, launch, (2.0,), totals={"card_energy_joules": joules})
        for launch, joules in enumerate((10.0, 30.0, 20.0))
    ]
    (row,) = summarise(build.plan(case), trials)
    assert row.figures["card_energy_joules"].value == 20.0
