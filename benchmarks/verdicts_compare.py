"""`workbench compare` on simulated pairs, asv's own rule beside it on the same launches.

Every pair is judged as if it were the only one. asv gets what it would have: every timed call of every launch (5 a
launch, 1 % apart), its own statistics and its own comparison, at its default factor of 1.1 and at our margin, 1.02.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import streams
from numpy.typing import NDArray

from workbench.analysis.comparing.effects import effects_of
from workbench.analysis.comparing.judging import judged
from workbench.analysis.comparing.launches import CaseKey, Launches
from workbench.analysis.comparing.launches_csv import parse_launches_csv
from workbench.model.comparison import METRICS, Settings

Array = NDArray[np.float64]

EFFECTS, SIZES, RATIOS = (0.0, 0.03, 0.10), (5, 10, 20), (1.0, 1.05, 1.10)
DRIFT, DRIFT_IN_TURN = "AR(1) 0.6", "AR(1) 0.6, in turn"
REPEATS, WITHIN = 5, 0.01
ASV_FACTORS = (1.1, 1.02)
CASES, LAUNCHES = 5_000, 1_000_000
TIME = METRICS[0]


@dataclass(frozen=True)
class Row:
    """One family, launch effect, number of launches and true ratio: shares of pairs by verdict, and asv's verdicts.

    `in_order` is whether the launches' order was told. asv's `slower` and `faster` are by factor.
    """

    family: str
    launch_effect: float
    launches: int
    true_ratio: float
    in_order: bool
    slower: float
    faster: float
    same: float
    undecided: float
    asv_slower: tuple[float, ...]
    asv_faster: tuple[float, ...]

    @property
    def wrong(self) -> float:
        """The share of verdicts that are not true."""
        return self.faster + (self.slower if self.true_ratio == 1 else self.same)


def main(words: Sequence[str]) -> None:
    """Print a line a row, the speed, or all of it as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--asv-pairs", type=int, default=200, help="asv's rule takes a millisecond or more a pair")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(words)
    rows = [
        judge(family, effect, size, ratio, in_order, asked.pairs, asked.asv_pairs)
        for family, in_order in families()
        for effect in EFFECTS
        for size in SIZES
        for ratio in RATIOS
    ]
    seconds = speed()
    if asked.json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "speed": seconds}, indent=2))
        return
    print(
        "family             order effect   n truth  slower faster   same undec.  wrong | asv@1.10, @1.02: slower faster"
    )
    for row in rows:
        asv = " ".join(
            f"{100 * one:5.1f} {100 * other:5.1f}" for one, other in zip(row.asv_slower, row.asv_faster, strict=True)
        )
        shares = (row.slower, row.faster, row.same, row.undecided, row.wrong)
        told = " ".join(f"{100 * share:6.1f}" for share in shares)
        order = "told" if row.in_order else ""
        print(
            f"{row.family:18} {order:5} {row.launch_effect:6.0%} {row.launches:3}  {row.true_ratio:.2f}  {told} | {asv}"
        )
    for what, took in seconds.items():
        print(f"{LAUNCHES:,} launches in {CASES:,} cases, {what}: {took:.2f} s")


def families() -> list[tuple[str, bool]]:
    """Every family, and whether the order of its launches is told; independent ones both ways."""
    independent = [(family, in_order) for in_order in (False, True) for family in streams.INDEPENDENT]
    return [*independent, (DRIFT, False), (DRIFT, True), (DRIFT_IN_TURN, True)]


def judge(family: str, effect: float, size: int, ratio: float, in_order: bool, pairs: int, asv_pairs: int) -> Row:
    """All verdicts on `pairs` simulated pairs, and asv's on the first of them."""
    random = np.random.default_rng([size, round(100 * effect), round(100 * ratio), len(family)])
    base, head = simulated(family, (pairs, size), effect, random)
    calls, head_calls = (streams.repeats(values, REPEATS, WITHIN, random) for values in (base, ratio * head))
    step = 2 if family == DRIFT_IN_TURN else 1
    sides = [
        launches(np.median(values, axis=2), in_order, first, step)
        for first, values in ((0, calls), (1 if step == 2 else 0, head_calls))
    ]
    settings = Settings()
    words = [judged([found], settings)[0].verdict for found in effects_of(sides[0], sides[1], settings)]
    share = {word: words.count(word) / pairs for word in ("slower", "faster", "same", "undecided")}
    few = asv_pairs if not in_order or family == DRIFT_IN_TURN else 0
    told = [[asv_verdict(calls[at], head_calls[at], factor) for at in range(few)] for factor in ASV_FACTORS]
    asv = [
        tuple(verdicts.count(word) / few if few else float("nan") for verdicts in told) for word in ("slower", "faster")
    ]
    return Row(
        family,
        effect,
        size,
        ratio,
        in_order,
        share["slower"],
        share["faster"],
        share["same"],
        share["undecided"],
        asv[0],
        asv[1],
    )


def simulated(family: str, shape: tuple[int, int], effect: float, random: np.random.Generator) -> tuple[Array, Array]:
    """Launches of base and head, alike; in turn, both are taken from one drift."""
    if family == DRIFT_IN_TURN:
        both = streams.drifting((shape[0], 2 * shape[1]), effect, random)
        return both[:, ::2], both[:, 1::2]
    if family == DRIFT:
        return streams.drifting(shape, effect, random), streams.drifting(shape, effect, random)
    return streams.launches(family, shape, effect, random), streams.launches(family, shape, effect, random)


def launches(values: Array, in_order: bool, first: int, step: int) -> Launches:
    """One case a pair."""
    pairs, size = values.shape
    places = first + step * np.arange(size, dtype=float) if in_order else np.full(size, np.nan)
    cases = tuple(CaseKey(str(pair), str(pair)) for pair in range(pairs))
    return Launches(TIME, cases, np.repeat(np.arange(pairs), size), values.ravel(), np.tile(places, pairs))


def asv_verdict(base: Array, head: Array, factor: float) -> str:
    """What `asv compare` says of all timed calls (launches, repeats) of both sides."""
    from asv.commands.compare import _is_result_better
    from asv_runner.statistics import compute_stats

    sides = []
    for calls in (base, head):
        samples = calls.ravel().tolist()
        result, stats = compute_stats(samples, 1)
        sides.append((result, (stats, samples)))
    (old, old_stats), (new, new_stats) = sides
    if _is_result_better(old, new, old_stats, new_stats, factor):
        return "slower"
    return "faster" if _is_result_better(new, old, new_stats, old_stats, factor) else ""


def speed() -> dict[str, float]:
    """Seconds of wall time for reading two files of half the launches each, and for every verdict on them."""
    random = np.random.default_rng(0)
    each = LAUNCHES // CASES // 2
    texts = []
    for _ in range(2):
        rows = (
            f"case {case},{launch},{value:.6f}\n"
            for launch in range(each)
            for case, value in enumerate(random.lognormal(0.0, 0.05, CASES).tolist())
        )
        texts.append("case,launch,seconds\n" + "".join(rows))
    begin = time.perf_counter()
    base, head = (parse_launches_csv(text, "file").launches[0] for text in texts)
    read = time.perf_counter()
    judged(effects_of(base, head, Settings()), Settings())
    done = time.perf_counter()
    return {"read from CSV": read - begin, "compared": done - read, "both": done - begin}
