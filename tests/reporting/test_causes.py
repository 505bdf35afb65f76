from dataclasses import replace

import pytest

from workbench.model.diagnosis import CAUSES, Diagnosis
from workbench.reporting.causes import LABELS, cause_groups


@pytest.fixture
def diagnosed(build):
    """A report in which the cases at 1, 2, 4, ... workers of `waiting` have these (cause, explained) each."""

    def make(*told):
        report = build.report()
        cases = [build.waiting_case(count) for count in (1, 2, 4, 8)]
        found = [
            Diagnosis(case.id, cause, f"it suffered {ratio:.0%}.", {"x_ratio": ratio}, f"Mend {cause}.", ratio)
            for case, causes in zip(cases, told, strict=False)
            for cause, ratio in causes
        ]
        return replace(report, diagnoses=tuple(found))

    return make


def test_every_cause_has_a_label():
    assert set(LABELS) == set(CAUSES)


def test_no_diagnosis_is_no_group(build):
    assert cause_groups(build.report()) == ()


def test_a_single_case_is_named_with_its_figures(diagnosed):
    (group,) = cause_groups(diagnosed([("throttled", 0.5)]))
    assert group.text == "waiting: threading · 1 worker: it suffered 50%."
    assert group.remedy == "Mend throttled."


def test_cases_that_share_a_cause_are_told_together_by_the_worst(diagnosed):
    (group,) = cause_groups(diagnosed(*[[("imbalanced", ratio)] for ratio in (0.3, 0.6, 0.4, 0.2)]))
    assert group.text.startswith("4 cases (waiting: threading · 1 worker")
    assert "and 1 more" in group.text
    assert group.text.endswith("The most, waiting: threading · 2 workers: it suffered 60%.")


def test_the_good_state_is_last_and_needs_no_remedy(diagnosed):
    told = diagnosed([("disturbed", 0.2), ("cpu_bound", 0.99)], [("imbalanced", 0.4)])
    groups = cause_groups(told)
    assert [group.cause for group in groups] == ["imbalanced", "disturbed", "cpu_bound"]
    assert groups[-1].remedy is None


def test_names_are_shown_not_obeyed(build):
    case = build.case(None, "threading", 1, build.hostile)
    report = build.report()
    header = replace(report.header, plan=replace(report.header.plan, cases=_planned(report, case)))
    report = replace(report, header=header, diagnoses=(Diagnosis(case.id, "idle", "it waited.", {}, "Look.", 0.5),))
    (group,) = cause_groups(report)
    assert "\x1b" not in group.text
    assert "\u202e" not in group.text


def _planned(report, case):
    return (replace(report.header.plan.cases[0], case=case),)
