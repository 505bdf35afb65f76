from dataclasses import replace

import pytest

from workbench.model.diagnosis import Diagnosis
from workbench.reporting.terminal.report import render


@pytest.fixture
def told(build):
    one, two = build.waiting_case(1), build.waiting_case(2)
    diagnoses = (
        Diagnosis(one.id, "cpu_bound", "it kept 1 core of 1 busy.", {"cores_used": 1.0}, "More workers.", 0.99),
        Diagnosis(two.id, "throttled", "its limit stood in its way.", {"cores_used": 0.5}, "Raise the limit.", 0.5),
    )
    return replace(build.report(), diagnoses=diagnoses)


def test_it_stands_after_scaling_and_before_findings(told):
    text = render(told, 120)
    order = [text.index(word) for word in ("Scaling", "What held each case back", "Findings")]
    assert order == sorted(order)


def test_a_cause_has_its_case_its_figures_and_its_remedy(told):
    text = render(told, 120)
    assert "▸ Throttled by its limit · waiting: threading · 2 workers: its limit stood in its way.\n" in text
    assert "  → Raise the limit.\n" in text


def test_the_good_state_is_said_briefly(told):
    text = render(told, 120)
    assert "✓ CPU-bound, as it should be · waiting: threading · 1 worker: it kept 1 core of 1 busy.\n" in text
    assert "More workers." not in text


def test_without_diagnoses_there_is_no_such_block(build):
    assert "What held" not in render(build.report(), 120)
