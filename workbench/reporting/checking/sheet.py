"""A check in words: the answer in a sentence, a row a case and metric, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from workbench.analysis.case_names import counted
from workbench.model.gate import (
    FAILED,
    INCOMPARABLE,
    OUTCOMES,
    PASSED,
    UNDECIDED,
    Calibration,
    Check,
    CheckedCase,
)
from workbench.model.units import format_seconds
from workbench.reporting import figures
from workbench.reporting.verdicts.extent import at_worst, change, extent, possible
from workbench.reporting.verdicts.sheet import (
    BAD,
    FINE,
    UNSURE,
    VerdictRow,
    VerdictSheet,
    VerdictTable,
    value_text,
)

SEVERITIES = {FAILED: BAD, INCOMPARABLE: UNSURE, UNDECIDED: UNSURE, PASSED: FINE}
FAILED_LAUNCHES = "failed_launches"
COUNTED = "instructions"
WORDS = {FAILED: "Failed", INCOMPARABLE: "Not comparable", UNDECIDED: "Undecided", PASSED: "Passed"}


def check_sheet(check: Check) -> VerdictSheet:
    """All that is told of a check, its cases in the order they have: worst first."""
    rule = check.rule
    settings = (
        ("base", check.base),
        ("head", check.head),
        ("margin", _share(rule.margin)),
        ("gate", _share(rule.gate)),
        ("confidence", _share(rule.confidence)),
    )
    return VerdictSheet(
        "check",
        check.suite,
        headline(check),
        tuple(_row(case, check.in_turn) for case in check.cases),
        tuple(_steps(check)),
        check.findings,
        settings,
        _footnote(check),
        () if check.calibration is None else (_calibration_table(check.calibration),),
        check.wall_seconds,
    )


def headline(check: Check) -> str:
    """What it comes to in one sentence: the worst case by name, and how many there are of each outcome."""
    if not check.cases:
        return "Nothing was checked." if check.calibration is None else _calibrated(check.calibration)
    worst = check.cases[0]
    if check.outcome == PASSED:
        return f"Passed: nothing is slower or worse by {_gates(check)} ({_tally(check)})."
    name = f"{worst.case}, {worst.metric.title}"
    if worst.ratio is None or check.outcome == INCOMPARABLE:
        return f"{WORDS[check.outcome]}: {name}: {_says(worst, check.in_turn)} ({_tally(check)})."
    if check.outcome == FAILED:
        confirmed = _confirmed(worst, check.in_turn)
        return f"Failed: {name} is {extent(worst.ratio, worst.metric)}{confirmed} ({_tally(check)})."
    still = possible(worst.ratio, worst.metric)
    return f"Undecided: nothing is known to be worse, but {name} may be {still} ({_tally(check)})."


def _tally(check: Check) -> str:
    counts = Counter(case.outcome for case in check.cases)
    return ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in OUTCOMES if counts[outcome])


def _gates(check: Check) -> str:
    """The gate that all cases have passed; the widest where this machine can't resolve what was asked for."""
    gates = [case.gate for case in check.cases]
    low, high = _share(min(gates)), _share(max(gates))
    return f"{low} or more" if low == high else f"as much as its gate, {low} to {high}"


def _row(case: CheckedCase, in_turn: bool) -> VerdictRow:
    return VerdictRow(
        case.case,
        case.metric.title,
        case.outcome,
        SEVERITIES[case.outcome],
        value_text(case.metric, case.base),
        value_text(case.metric, case.head),
        "" if case.ratio is None else figures.estimate(case.ratio, figures.RATIO),
        _says(case, in_turn),
    )


def _says(case: CheckedCase, in_turn: bool) -> str:
    """What the launches come to, for each outcome its own sentence."""
    reason = case.reason or ""
    if case.ratio is None:
        return reason or "no ratio can be told"
    if case.outcome == FAILED:
        told = change(case.ratio, case.metric) + _confirmed(case, in_turn)
    elif case.outcome == PASSED:
        told = at_worst(case.ratio, case.metric)
    elif case.outcome == UNDECIDED:
        told = f"{possible(case.ratio, case.metric)} is still possible after {_launches(case.pairs, '', in_turn)}"
    else:
        return reason or change(case.ratio, case.metric)
    return f"{told}; {reason}" if reason else told


def _launches(number: int, kind: str, in_turn: bool) -> str:
    return f"{counted(number, f'{kind}pair')} of launches" if in_turn else f"{counted(number, f'{kind}launch')} of HEAD"


def _confirmed(case: CheckedCase, in_turn: bool) -> str:
    if case.confirmed:
        return f", confirmed by {_launches(case.confirming_pairs, 'fresh ', in_turn)}"
    return "" if case.confirmed is None else ", not confirmed"


def _steps(check: Check) -> Iterator[str]:
    """Plain sentences, most pressing first."""
    outcomes = {case.outcome for case in check.cases}
    if FAILED in outcomes:
        yield (
            "Look for what changed between base and head; `workbench run --profile pyspy` shows where the time of a "
            "case goes. If the change is meant, keep it: the next check starts from it."
        )
    if UNDECIDED in outcomes:
        yield _undecided_step(check)
    if check.failed_launches:
        yield f"{counted(check.failed_launches, 'launch')} did not end well: run the suite alone to see why."
    elif INCOMPARABLE in outcomes:
        yield _incomparable_step(check)


def _incomparable_step(check: Check) -> str:
    if any(finding.code == FAILED_LAUNCHES for finding in check.findings):
        return "Hold it against a revision that works: where the base fails there is nothing to compare with."
    if check.in_turn:
        return "What can't be compared says why above; mend that, or leave those cases out: `--only`."
    return "Measure base and head on one machine, with the same suite and data."


def _undecided_step(check: Check) -> str:
    ways = "a wider `--gate`, a quieter machine, or the metric `instructions`, which noise does not reach"
    if not check.in_turn:
        return f"To decide: more `launches` in the suite, for both runs; `--against` in place of `--baseline`; {ways}."
    if check.budget_seconds is None:
        return f"To decide: {ways}."
    budget = f"{round(check.budget_seconds / 30)}m" if check.budget_seconds >= 60 else f"{2 * check.budget_seconds:g}s"
    return f"To decide: more time (`--time-budget {budget}`), {ways}."


def _footnote(check: Check) -> str:
    spent = format_seconds(check.wall_seconds)
    if check.budget_seconds is not None:
        spent += f" of {format_seconds(check.budget_seconds)}"
    counted_gates = [case.gate for case in check.cases if case.metric.name == COUNTED]
    told = [
        "" if check.cases and len(counted_gates) == len(check.cases) else _rule_of_intervals(check),
        _rule_of_counts(counted_gates) if counted_gates else "",
        f"Took {spent}.",
    ]
    return " ".join(filter(None, told))


def _rule_of_intervals(check: Check) -> str:
    rule = check.rule
    over = "pairs of launches, valid however often one looks" if check.in_turn else "launches of either side"
    return (
        f"[low, high]: {rule.confidence * 100:g} % interval over {over}. "
        f"Failed: wholly on the worse side, by {_share(rule.margin)} or more, and confirmed by fresh launches. "
        f"Passed: ends below the gate of {_share(rule.gate)}{_raised(check)}."
    )


def _rule_of_counts(gates: Sequence[float]) -> str:
    return (
        "Instructions (low–high: of single launches): failed where each count lies higher by "
        f"{_share(min(gates))} or more, or by 3 times what counts of the base differ by where that is more."
    )


def _raised(check: Check) -> str:
    gates = dict(check.rule.gates)
    measured = [case for case in check.cases if case.metric.name != COUNTED]
    wider = [case.gate for case in measured if case.gate > gates.get(case.metric.name, check.rule.gate)]
    if not wider:
        return ""
    return f" ({counted(len(wider), 'case')} up to {_share(max(wider))}: this machine resolves no less)"


def _calibrated(calibration: Calibration) -> str:
    alarms = figures.estimate(calibration.false_alarms, figures.SHARE)
    told = f"Calibrated: of {counted(calibration.checks, 'simulated check')} without any change {alarms} fail"
    found = [case.smallest_effect for case in calibration.cases if case.smallest_effect is not None]
    if not found:
        return f"{told}; no effect can be found here."
    low, high = _share(min(found)), _share(max(found))
    return f"{told}; the smallest effect found here is {low if low == high else f'{low} to {high}'}."


def _calibration_table(calibration: Calibration) -> VerdictTable:
    rows = tuple(
        (
            case.case,
            case.metric.title,
            _share(case.pair_noise_ratio),
            "not even a doubling" if case.smallest_effect is None else _share(case.smallest_effect),
            f"{case.pairs:,}",
            figures.figure(case.seconds_per_pair, figures.SECONDS),
        )
        for case in calibration.cases
    )
    titles = ("case", "metric", "noise", "smallest effect", "pairs", "a pair takes")
    return VerdictTable("Calibration", _calibrated(calibration), titles, rows)


def _share(value: float) -> str:
    return figures.figure(value, figures.SHARE)
