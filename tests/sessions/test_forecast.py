"""What earlier runs on this machine say of a plan."""

import dataclasses

import pytest

from workbench.model.case import Case
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Machine, RunHeader
from workbench.model.trial import MemoryPeak, TrialRecord
from workbench.sessions.forecast import forecast
from workbench.store.writer import RunWriter

MACHINE = Machine("m", "Linux", "6", "CPU", 2, 2, 2**34)
KNOWN, NEW = Case("ridge", {"samples": 10}, "s.A"), Case("ridge", {"samples": 20}, "s.A")


def planned(case):
    return PlannedCase(case, PluginReference("workload", "ridge", "m", "P"), PluginReference("backend", "b", "m", "P"))


PLAN = Plan("p", (planned(KNOWN), planned(NEW)), MeasureSettings(launches=3))


@pytest.fixture
def measured(tmp_path):
    """A results folder with one run of the known case, three launches of these fields."""

    def made(**fields):
        header = RunHeader("r", SCHEMA_VERSION, "0", 0.0, PLAN, MACHINE)
        with RunWriter.create(str(tmp_path), header) as writer:
            for launch, elapsed in enumerate((1.0, 2.0, 9.0)):
                record = TrialRecord(f"t-{launch}", KNOWN.id, launch, "ok", 0.0, elapsed, (elapsed,))
                writer.append(dataclasses.replace(record, **fields))
        return str(tmp_path)

    return made


def test_known_cases_have_the_median_of_their_launches_and_new_ones_nothing(measured):
    expected = forecast(PLAN, measured(), "m")
    known, new = expected.cases
    assert (known.earlier_launches, known.launch_seconds, known.peak_memory_bytes) == (3, 2.0, None)
    assert (new.earlier_launches, new.launch_seconds) == (0, None)
    assert (expected.launches, expected.seconds, expected.unknown) == (6, 6.0, 1)


def test_another_machine_says_nothing(measured):
    assert forecast(PLAN, measured(), "other").unknown == 2


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ({}, 4e8),
        ({"trial_peak_low_bytes": 1.2e9}, 1.2e9),
        ({"trial_peak_low_bytes": 1.2e9, "trial_peak_high_bytes": 1.5e9}, 1.5e9),
        ({"trial_peak_low_bytes": 3.5e8}, 4e8),
    ],
)
def test_what_must_fit_is_the_whole_trials_peak_where_it_is_known(measured, totals, expected):
    root = measured(memory=MemoryPeak(300_000_000, "pss_sampled", 400_000_000, "vmhwm"), totals=totals)
    assert forecast(PLAN, root, "m").cases[0].peak_memory_bytes == expected


def test_a_case_that_nobody_ran_is_foretold_from_its_other_sizes(tmp_path):
    sizes = (1000, 2000, 4000, 16_000)
    cases = [dataclasses.replace(planned(Case("ridge", {"samples": n}, "s.A")), data_bytes=800 * n) for n in sizes]
    plan = Plan("p", tuple(cases), MeasureSettings(launches=3))
    with RunWriter.create(str(tmp_path), RunHeader("r", SCHEMA_VERSION, "0", 0.0, plan, MACHINE)) as writer:
        for each in cases[:3]:
            samples = each.case.parameters["samples"]
            for launch in range(3):
                seconds, peak = samples / 1000 * (1 + launch / 1000), 10**8 + 1600 * samples
                memory = MemoryPeak(peak, "pss_sampled", peak, "vmhwm")
                trial = f"{each.case.id}-{launch}"
                record = TrialRecord(trial, each.case.id, launch, "ok", 0.0, seconds, (seconds,), memory=memory)
                writer.append(record)
    *known, new = forecast(plan, str(tmp_path), "m").cases
    assert all(case.predicted_peak_bytes is None for case in known)
    assert new.predicted_peak_bytes.value.value == pytest.approx(1e8 + 1600 * 16_000, rel=1e-3)
    assert new.needed_bytes == new.predicted_peak_bytes.value.value
    assert new.predicted_call_seconds.value.value == pytest.approx(16, rel=0.01)
    assert forecast(plan, str(tmp_path), "other").cases[3].needed_bytes is None
