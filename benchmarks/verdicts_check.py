"""`workbench check`'s decisions on simulated launches: false alarms, what is found, and after how many launches.

Base and head are launched in turn, the first pair of two in random order and the second in the other (ABBA), and
looked at until decided or until PAIRS pairs are there. Beside it a test of fixed size that finds as much: the same
statistic looked at once, with the fewest pairs that are right at least as often. It passes at the interval's own
confidence, and fails at the level that a suspicion and its confirmation have together.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import streams
from numpy.typing import NDArray

from workbench.analysis.deciding.contrasts import contrast
from workbench.analysis.deciding.deciding import levels_of
from workbench.analysis.deciding.ending import ends_of
from workbench.analysis.deciding.following import SUSPICION, follow
from workbench.analysis.deciding.schedule import looks_up_to
from workbench.model.gate import GateRule

Array = NDArray[np.float64]

DRIFT = "AR(1) 0.6, in turn"
FAMILIES = (*streams.INDEPENDENT, DRIFT)
TITLES = ("Gaussian", "log-normal", "5 % of them held up 1.5 times", "in two modes", "drifting (AR(1), 0.6), in turn")
EFFECTS = (0.0, 0.03, 0.10)
QUESTIONS = ((1.0, 0.10), (1.05, 0.05), (1.05, 0.10), (1.10, 0.10), (1.20, 0.10))
"""True ratio and gate. A change of +5 % may pass a gate of 10 %; one who wants to see it asks for 5 %."""
PAIRS, MOST_FIXED, FOLLOWED = 200, 300, 60
CASES, OF_MANY = 50, 0.03
FIXED_SEED = 1
BLOCK = 2_000
"""Rows looked at together, for memory's sake."""


@dataclass(frozen=True)
class Row:
    """One family, launch effect, true ratio and gate: shares of sequences by outcome, and launches of both sides.

    `right` is passing where nothing changed, failing otherwise. `launches` is the median to a right verdict, `most` the
    90th percentile over all, `fixed` what a fixed size takes that is right in `fixed_right` of sequences; None where
    none up to 2 × MOST_FIXED is. `missed` is the share of unchanged sequences whose interval left out the
    truth at any look within FOLLOWED pairs.
    """

    family: str
    launch_effect: float
    true_ratio: float
    gate: float
    failed: float
    passed: float
    launches: float | None
    most: float
    fixed: int | None
    fixed_right: float | None
    missed: float | None

    @property
    def right(self) -> float:
        """The share of sequences that end as the truth has it."""
        return self.passed if self.true_ratio == 1 else self.failed


@dataclass(frozen=True)
class Many:
    """Checks of CASES unchanged cases each at a launch effect of OF_MANY: in what share of them any fails."""

    family: str
    checks: int
    alarms: int


def main(words: Sequence[str]) -> None:
    """Print a line a row, README's table, or all of it as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sequences", type=int, default=3000)
    parser.add_argument("--checks", type=int, default=2000, help=f"of {CASES} cases each")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=FAMILIES)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--table", action="store_true")
    asked = parser.parse_args(words)
    rows = [
        judge(family, effect, ratio, gate, asked.sequences)
        for family in asked.families
        for effect in EFFECTS
        for ratio, gate in QUESTIONS
    ]
    many = [of_many(family, asked.checks) for family in asked.families]
    if asked.json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "many": [asdict(each) for each in many]}, indent=2))
        return
    print("\n".join(_table(rows) if asked.table else _lines(rows, many)))


def _lines(rows: Sequence[Row], many: Sequence[Many]) -> Iterator[str]:
    yield "family             effect truth gate  failed passed undec.  median   p90  fixed (right)  missed"
    for row in rows:
        shares = " ".join(f"{100 * share:6.2f}" for share in (row.failed, row.passed, 1 - row.failed - row.passed))
        launches = "-" if row.launches is None else f"{row.launches:.0f}"
        missed = "" if row.missed is None else f"{100 * row.missed:.2f}"
        fixed = "-" if row.fixed is None or row.fixed_right is None else f"{row.fixed} ({100 * row.fixed_right:.2f})"
        yield (
            f"{row.family:18} {row.launch_effect:6.0%}  {row.true_ratio:.2f} {row.gate:4.0%}  {shares} {launches:>7} "
            f"{row.most:5.0f} {fixed:>14} {missed:>7}"
        )
    for each in many:
        yield f"{each.family:18} {each.checks} checks of {CASES} cases: {each.alarms} false alarms"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield "| launches of one side | false alarms | unchanged passes | +5 %, gate 5 % | +10 % fails | +20 % fails |"
    yield "|---|---|---|---|---|---|"
    for family, title in zip(FAMILIES, TITLES, strict=True):
        own = [row for row in rows if row.family == family]
        if not own:
            continue
        alarms = max(row.failed for row in own if row.true_ratio == 1)
        told = {(row.true_ratio, row.gate): row for row in own if row.launch_effect == OF_MANY}
        cells = (_cell(told[key]) for key in ((1.0, 0.10), (1.05, 0.05), (1.10, 0.10), (1.20, 0.10)))
        yield f"| {title} | {100 * alarms:.2f} | {' | '.join(cells)} |"


def _cell(row: Row) -> str:
    launches = "never" if row.launches is None else f"{row.launches:.0f}"
    fixed = f"over {2 * MOST_FIXED}" if row.fixed is None else str(row.fixed)
    return f"{100 * row.right:.1f}; {launches}, {fixed}"


def judge(family: str, effect: float, ratio: float, gate: float, sequences: int) -> Row:
    """Every sequence to its end, and the fixed size that is right as often."""
    rule = GateRule(gate=gate)
    random = np.random.default_rng([round(100 * effect), round(100 * ratio), FAMILIES.index(family)])
    failed, passed, pairs, missed = [], [], [], []
    looks, levels = looks_up_to(PAIRS), levels_of(rule, 1)
    for base, head in _blocks(family, sequences, PAIRS, effect, ratio, random):
        ends = ends_of(base, head, looks, levels, np.log1p(rule.margin), np.log1p(gate))
        failed.append(ends.failed)
        passed.append(ends.passed)
        pairs.append(ends.pairs)
        if ratio == 1:
            followed = follow(base, head, looks_up_to(FOLLOWED), levels)
            missed.append(np.any([(look.low > 0) | (look.high < 0) for look in followed], axis=0))
    fails, passes, counts = (np.concatenate(each) for each in (failed, passed, pairs))
    right = passes if ratio == 1 else fails
    fixed, fixed_right = _fixed(family, effect, ratio, rule, sequences, float(right.mean()))
    return Row(
        family,
        effect,
        ratio,
        gate,
        float(fails.mean()),
        float(passes.mean()),
        2 * float(np.median(counts[right])) if right.any() else None,
        2 * float(np.quantile(counts, 0.9)),
        fixed,
        fixed_right,
        float(np.concatenate(missed).mean()) if missed else None,
    )


def _fixed(
    family: str,
    effect: float,
    ratio: float,
    rule: GateRule,
    sequences: int,
    wanted: float,
) -> tuple[int | None, float | None]:
    """Launches of both sides, and how often they are right: the fewest pairs that are as often as `wanted`."""
    if wanted == 0:
        return None, None
    levels = levels_of(rule, 1)
    level = 2 * (levels.interval if ratio == 1 else SUSPICION * levels.interval * levels.confirming)

    def right(pairs: int) -> float:
        drawn = _blocks(family, sequences, pairs, effect, ratio, np.random.default_rng(FIXED_SEED))
        found = [contrast(base, head, level) for base, head in drawn]
        told = [
            each.high < np.log1p(rule.gate) if ratio == 1 else (each.low > 0) & (each.estimate >= np.log1p(rule.margin))
            for each in found
        ]
        return float(np.concatenate(told).mean())

    low, high = 4, 4
    while right(high) < wanted:
        if high == MOST_FIXED:
            return None, None
        low, high = high + 1, min(MOST_FIXED, 2 * high)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if right(middle) >= wanted else (middle + 1, high)
    return 2 * high, right(high)


def of_many(family: str, checks: int) -> Many:
    """Whole checks of many unchanged cases."""
    rule = GateRule()
    random = np.random.default_rng([CASES, FAMILIES.index(family)])
    looks, levels = looks_up_to(PAIRS), levels_of(rule, CASES)
    fails = [
        ends_of(base, head, looks, levels, np.log1p(rule.margin), np.log1p(rule.gate)).failed
        for base, head in _blocks(family, checks * CASES, PAIRS, OF_MANY, 1.0, random)
    ]
    return Many(family, checks, int(np.concatenate(fails).reshape(checks, CASES).any(axis=1).sum()))


def _blocks(
    family: str, rows: int, pairs: int, effect: float, ratio: float, random: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    for at in range(0, rows, BLOCK):
        base, head = in_turn(family, (min(BLOCK, rows - at), pairs), effect, random)
        yield np.log(base), np.log(ratio * head)


def in_turn(family: str, shape: tuple[int, int], effect: float, random: np.random.Generator) -> tuple[Array, Array]:
    """Launches of base and head, pair by pair in time."""
    if family != DRIFT:
        return streams.launches(family, shape, effect, random), streams.launches(family, shape, effect, random)
    both = streams.drifting((shape[0], 2 * shape[1]), effect, random).reshape(*shape, 2)
    base_first = np.repeat(random.random((shape[0], (shape[1] + 1) // 2)) < 0.5, 2, axis=1)[:, : shape[1]]
    base_first[:, 1::2] ^= True
    return np.where(base_first, both[..., 0], both[..., 1]), np.where(base_first, both[..., 1], both[..., 0])
