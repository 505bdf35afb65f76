"""The smallest gate that a machine can resolve."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.deciding.deciding import decide
from workbench.analysis.deciding.resolving import pair_noise, resolvable
from workbench.model.comparison import METRICS
from workbench.model.gate import PASS, GateRule

TIME, SCORE = METRICS[0], METRICS[3]
RULE = GateRule()


def test_noise_is_that_of_the_ratio_and_leaves_drift_out() -> None:
    random = np.random.default_rng(1)
    drift = np.exp(np.linspace(0.0, 2.0, 200))
    base, head = drift * np.exp(0.03 * random.standard_normal((2, 200)))
    found = pair_noise(base.tolist(), (1.5 * head).tolist(), TIME, RULE)
    assert found == pytest.approx(0.03 * np.sqrt(2), rel=0.15)


def test_noise_of_a_score_is_told_in_its_unit() -> None:
    random = np.random.default_rng(1)
    base, head = 0.001 * random.standard_normal((2, 200)) - 0.5
    found = pair_noise(base.tolist(), head.tolist(), SCORE, RULE, tolerance=0.01)
    assert found == pytest.approx(0.001 * np.sqrt(2) / 0.01 * RULE.margin, rel=0.25)


def test_one_pair_has_no_noise_and_too_few_resolve_nothing() -> None:
    assert pair_noise([1.0], [1.0], TIME, RULE) is None
    assert resolvable(0.03, 3, RULE) is None


def test_more_pairs_and_less_noise_resolve_more() -> None:
    gates = [resolvable(0.04, pairs, RULE) for pairs in (5, 8, 20, 60, 200)]
    told = [gate for gate in gates if gate is not None]
    assert told == sorted(told, reverse=True)
    assert len(told) == 5
    smaller, larger = resolvable(0.02, 20, RULE), resolvable(0.08, 20, RULE)
    assert smaller is not None
    assert larger is not None
    assert smaller < larger


@pytest.mark.parametrize("pairs", [6, 14, 35])
def test_unchanged_code_passes_what_is_resolvable(pairs: int) -> None:
    random = np.random.default_rng(pairs)
    gate = resolvable(0.05 * np.sqrt(2), pairs, RULE)
    assert gate is not None
    passed = 0
    for _ in range(100):
        base, head = np.exp(0.05 * random.standard_normal((2, pairs)))
        decision = decide(base.tolist(), head.tolist(), TIME, GateRule(gate=0.0), resolvable=gate, final=True)
        passed += decision.outcome == PASS
    assert passed >= 85
