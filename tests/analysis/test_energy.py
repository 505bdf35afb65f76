import pytest

from workbench.analysis.energy import energy_of
from workbench.analysis.summary import summarise

CARDS = {
    "measure": {"gpu.gpu_energy_joules[0]": 300.0, "gpu.gpu_energy_joules[1]": 100.0, "cpu_tree.user_seconds": 1.0}
}
PACKAGE = {"measure": {"host_energy.cpu_energy_joules[0]": 50.0}}


def test_cards_add_up_and_are_shared_among_calls(build):
    trial = build.trial(build.case(), seconds=(1.0, 1.0), phase_totals=CARDS)
    assert energy_of(trial) == {"card_energy_joules": pytest.approx(200.0)}


def test_a_call_of_many_is_a_part_of_a_repeat(build):
    trial = build.trial(build.case(), seconds=(1.0, 1.0), phase_totals=PACKAGE, calls_per_repeat=5)
    assert energy_of(trial) == {"cpu_energy_joules": pytest.approx(5.0)}


@pytest.mark.parametrize("totals", [{}, {"measure": {}}, {"setup": CARDS["measure"]}])
def test_what_nobody_counts_is_not_told(build, totals):
    assert energy_of(build.trial(build.case(), phase_totals=totals)) == {}


def test_too_little_time_for_the_counter_is_not_told(build):
    assert energy_of(build.trial(build.case(), seconds=(0.1, 0.1), phase_totals=CARDS)) == {}


def test_a_report_tells_the_median_of_launches(build):
    case = build.case()
    trials = [
        build.trial(case, launch, (2.0,), phase_totals={"measure": {"gpu.gpu_energy_joules[0]": joules}})
        for launch, joules in enumerate((10.0, 30.0, 20.0))
    ]
    (row,) = summarise(build.plan(case), trials)
    assert row.figures["card_energy_joules"].value == 20.0
