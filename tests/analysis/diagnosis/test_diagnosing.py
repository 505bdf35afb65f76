import dataclasses
import math

from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.diagnosis.diagnosing import causes_of, diagnose
from workbench.analysis.diagnosis.symptoms import Symptoms
from workbench.model.case import Case, Resources
from workbench.model.diagnosis import CAUSES
from workbench.model.plan import Plan, PlannedCase, PluginReference
from workbench.model.run import Machine
from workbench.model.trial import Phase, TrialRecord

MACHINE = Machine("m", "Linux", "6", "CPU", 4, 4, 2**34)
OPTIONAL = [
    field.name
    for field in dataclasses.fields(Symptoms)
    if field.name not in {"case", "cores_given", "usable_cpus", "gil_enabled"}
]
FIGURES = st.one_of(st.none(), st.sampled_from([0.0, 0.05, 0.5, 1.0, 2.0, 1e6]), st.floats(0, 1e12))


def plan(*cases):
    plugin = PluginReference("workload", "w", "m", "P")
    return Plan("p", tuple(PlannedCase(case, plugin, plugin) for case in cases))


def case(workers=1):
    return Case("w", resources=Resources(workers=workers))


def launch(of, number=0, used=1.9, start=0.01, **changes):
    phases = (Phase("start", 0.0, start), Phase("measure", 1.0, 3.0))
    grown = {"cpu_tree.user_seconds": used, "cpu_tree.system_seconds": 0.0, "host_cpu.others_seconds": 0.1}
    record = TrialRecord(f"{of.id}-{number:03d}", of.id, number, "ok", 0.0, 4.0, (2.0,), phases=phases)
    return dataclasses.replace(record, **{"phase_totals": {"measure": grown}, **changes})


def test_cases_come_in_the_plans_order_each_headline_first():
    one, two = case(1), case(2)
    trials = [launch(two, used=3.8, start=3.0), launch(one, used=0.2)]
    found = diagnose(plan(one, two), trials, MACHINE)
    assert [(each.case_id, each.cause) for each in found] == [
        (one.id, "idle"),
        (two.id, "start_up_dominated"),
        (two.id, "cpu_bound"),
    ]


def test_what_explains_more_comes_first():
    found = causes_of(
        Symptoms(
            case(8),
            call_seconds=1.0,
            cores_used=1.9,
            cores_given=2,
            usable_cpus=2,
            run_queue_wait_cores=6.1,
            start_seconds=1.1,
        )
    )
    assert [each.cause for each in found] == ["oversubscribed", "start_up_dominated"]
    assert found[0].explained_ratio > found[1].explained_ratio


def test_launches_that_failed_or_were_profiled_are_no_evidence():
    one = case()
    assert diagnose(plan(one), [launch(one, status="failed"), launch(one, profile="pyspy")], MACHINE) == ()


def test_nothing_is_said_of_a_case_that_was_not_measured():
    assert diagnose(plan(case()), [], MACHINE) == ()


def test_nothing_is_said_where_nothing_is_known():
    assert causes_of(Symptoms(case())) == ()


@given(
    st.fixed_dictionaries(dict.fromkeys(OPTIONAL, FIGURES)),
    st.integers(1, 64),
    st.sampled_from([0.2, 1.0, 4.0]),
    st.sampled_from([None, True, False]),
)
def test_whatever_was_measured_is_told_in_words_that_can_be_printed(figures, workers, cores, gil_enabled):
    symptoms = Symptoms(case(workers), cores_given=cores, usable_cpus=4.0, gil_enabled=gil_enabled, **figures)
    found = causes_of(symptoms)
    assert {each.cause for each in found} <= set(CAUSES)
    assert len({each.cause for each in found}) == len(found)
    for each in found:
        assert each.message.endswith(".")
        assert math.isfinite(each.explained_ratio)
        assert all(map(math.isfinite, each.evidence.values()))
    headlines = [each.explained_ratio for each in found if each.cause != "cpu_bound"]
    assert headlines == sorted(headlines, reverse=True)
    assert "cpu_bound" not in [each.cause for each in found[:-1]]


@given(st.fixed_dictionaries(dict.fromkeys(OPTIONAL, FIGURES)), st.sampled_from(OPTIONAL))
def test_what_is_not_known_never_makes_a_cause_that_rests_on_it(figures, hidden):
    symptoms = Symptoms(case(4), cores_given=4.0, usable_cpus=4.0, **figures)
    for each in causes_of(dataclasses.replace(symptoms, **{hidden: None})):
        assert hidden not in each.evidence
