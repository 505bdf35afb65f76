"""A check with every outcome in it, worst first, and a name that would steer whatever obeys it."""

from types import SimpleNamespace

import pytest

from workbench.model.comparison import METRICS
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding
from workbench.model.gate import (
    FAILED,
    INCOMPARABLE,
    PASSED,
    UNDECIDED,
    CalibratedCase,
    Calibration,
    Check,
    CheckedCase,
    GateRule,
)

TIME, MEMORY, _, SCORE = METRICS[:4]
HOSTILE = (
    "<script>alert(1)</script> **b** [l](http://x) @octocat #12 :smile: $x$ a|b `c` "
    "\x1b[31mred\x07 \u202egnp \ufffe\ud800\n::error::x -->]]>"
)


def estimate(value, low, high):
    return Estimate(value, low, high, "interval", 0.99, 12)


def checked(outcome=FAILED, case="ridge: loky", metric=TIME, ratio=(1.12, 1.08, 1.16), **changes):
    verdict = {FAILED: "slower", PASSED: "same", UNDECIDED: "undecided", INCOMPARABLE: "incomparable"}[outcome]
    values = {"base": 0.424, "head": 0.475, "pairs": 20, "gate": 0.1, "verdict": verdict}
    if outcome == FAILED:
        values |= {"confirmed": True, "confirming_pairs": 6}
    found = None if ratio is None else estimate(*ratio)
    return CheckedCase(case=case, case_id="c1", metric=metric, outcome=outcome, ratio=found, **(values | changes))


EVERY = (
    checked(),
    checked(INCOMPARABLE, HOSTILE, MEMORY, None, base=None, head=None, reason="the base has no such case"),
    checked(UNDECIDED, "text: Tfidf", TIME, (1.04, 0.97, 1.12), pairs=40),
    checked(PASSED, "flights: lbfgs", SCORE, (1.0, 0.99, 1.01), base=0.71, head=0.71),
)
CALIBRATION = Calibration(
    (
        CalibratedCase("flights: lbfgs", "c6", TIME, 40, 0.031, 0.045, 0.9),
        CalibratedCase(HOSTILE, "c2", MEMORY, 40, 0.5, None, 0.9),
    ),
    estimate(0.004, 0.001, 0.009),
    1000,
)


def make_check(*cases, outcome=None, suite="ridge-memory", base="main", head="working tree", **changes):
    cases = cases or EVERY
    values = {"rule": GateRule(), "wall_seconds": 541.2, "budget_seconds": 600.0}
    return Check(suite, base, head, outcome or cases[0].outcome, cases, **(values | changes))


@pytest.fixture
def make():
    """Builders: `check(*cases, …)`, `case(outcome, …)`; `every` outcome; a `calibration`; a `hostile` name."""
    finding = Finding("warning", "noisy", f"Others used 31 % of the machine. {HOSTILE}", "Close them.")
    return SimpleNamespace(
        check=make_check,
        case=checked,
        every=make_check(findings=(finding,), calibration=CALIBRATION, failed_launches=2),
        calibration=CALIBRATION,
        hostile=HOSTILE,
        time=TIME,
        memory=MEMORY,
        score=SCORE,
        failed=FAILED,
        passed=PASSED,
        undecided=UNDECIDED,
        incomparable=INCOMPARABLE,
    )
