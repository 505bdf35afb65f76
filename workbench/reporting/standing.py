"""Where each suite stands: its latest run against its baseline, its best cases, and what failed in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.analysis.case_names import counted
from workbench.analysis.summary import summarise
from workbench.errors import NothingToDecide, StoreError
from workbench.model.comparison import (
    BETTER,
    FASTER,
    INCOMPARABLE,
    REGRESSIONS,
    SAME,
    SLOWER,
    UNDECIDED,
    WORSE,
    Comparison,
)
from workbench.model.report import WorkloadSection
from workbench.model.run import RunHeader
from workbench.model.trial import OK, SKIPPED
from workbench.reporting.assembly import workload_sections
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.queries import Problem
from workbench.reporting.run_pairs import Pair, pair
from workbench.reporting.sides import side_of_run
from workbench.reporting.telling_comparisons import ratio_text, tally
from workbench.store.reader import read_rows

NO_BASELINE, NO_DATA, UNREADABLE = "no baseline", "no data", "unreadable"
ORDER = (SLOWER, WORSE, UNREADABLE, NO_DATA, INCOMPARABLE, UNDECIDED, NO_BASELINE, FASTER, BETTER, SAME)
"""What a suite is said to be, the one that needs a person most first."""
NAME_WIDTH = 72


@dataclass(frozen=True)
class Standing:
    """The latest run of a suite. `pair` is that run against its baseline; where it is None, `verdict` says why.

    `statuses` counts the trials of the run by how they ended.
    """

    header: RunHeader
    verdict: str
    workloads: tuple[WorkloadSection, ...]
    statuses: Counter[str]
    pair: Pair | None = None
    reason: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def worst(self) -> Comparison | None:
        """The comparison that the verdict rests on."""
        return None if self.pair is None else self.pair.found.comparisons[0]

    @property
    def failures(self) -> int:
        """Trials that neither ended well nor were skipped."""
        return sum(count for status, count in self.statuses.items() if status not in (OK, SKIPPED))


def standing_of(folder: str, base_folder: str | None, base_key: str = "") -> Standing | Problem:  # noqa: ARG001
    """The run in `folder` against that in `base_folder`, if any. `base_key` is for caches: the base's fingerprint."""
    try:
        run = read_rows(folder)
    except StoreError as error:
        return Problem(str(error), error.remedy)
    sections = workload_sections(summarise(run.header.plan, run.trials))  # type: ignore[arg-type]  # rows have a record's attributes
    statuses = Counter(trial.status for trial in run.trials)
    verdict, reason, found = _verdict(folder, base_folder, statuses)
    return Standing(run.header, verdict, sections, statuses, found, reason, run.warnings)


def _verdict(folder: str, base_folder: str | None, statuses: Counter[str]) -> tuple[str, str, Pair | None]:
    if not statuses[OK]:
        return NO_DATA, "no launch of its latest run ended well", None
    if base_folder is None:
        return NO_BASELINE, "it has no earlier complete run on this machine; measure it again to see what changes", None
    try:
        found = pair(side_of_run(read_rows(base_folder)), side_of_run(read_rows(folder)))
    except (StoreError, NothingToDecide) as error:
        return INCOMPARABLE, str(error), None
    return found.found.verdict, "", found


def sentence(standing: Standing) -> str:
    """Why the verdict is what it is: the worst case with its ratio and interval, and how many others there are."""
    worst = standing.worst
    if worst is None or standing.pair is None:
        return standing.reason
    told = tally(standing.pair.found.comparisons)
    if worst.verdict == INCOMPARABLE:
        return f"{worst.reason or 'the two runs differ'} ({told})"
    if worst.verdict == SAME:
        return f"nothing changed against its baseline ({told})"
    named = f"{shortened(worst.case, NAME_WIDTH)}, {plain(worst.metric.title)} {ratio_text(worst)}".strip()
    if worst.verdict == UNDECIDED:
        return f"nothing is known to be worse than its baseline, but not all is decided: first {named} ({told})"
    return f"{named} of its baseline ({told})"


def headline(verdicts: Iterable[str], regressed: int = 0) -> str:
    """`1 of 3 suites got slower or worse, 1 is undecided; 1 slowdown in the history still stands`: worst first."""
    counts = Counter(verdicts)
    total = sum(counts.values())
    worse = sum(counts[verdict] for verdict in REGRESSIONS)
    improved = counts[FASTER] + counts[BETTER]
    parts = [
        (worse, "got slower or worse", "got slower or worse"),
        (counts[UNREADABLE], "can't be read", "can't be read"),
        (counts[NO_DATA], "has no data", "have no data"),
        (counts[INCOMPARABLE], "can't be compared", "can't be compared"),
        (counts[UNDECIDED], "is undecided", "are undecided"),
        (counts[NO_BASELINE], "has no baseline", "have no baseline"),
        (improved, "got better", "got better"),
        (counts[SAME], "is the same", "are the same"),
    ]
    told = [f"{number:,} {one if number == 1 else many}" for number, one, many in parts if number]
    if not told:
        return ""
    if counts[NO_BASELINE] == total:
        return f"{counted(total, 'suite')} without a baseline: what is best is known, what changed is not yet"
    noun = "suite" if total == 1 else "suites"
    begin, _, rest = told[0].partition(" ")
    stands = f"{counted(regressed, 'slowdown')} in the history still stand{'s' if regressed == 1 else ''}"
    return ", ".join((f"{begin} of {total:,} {noun} {rest}", *told[1:])) + (f"; {stands}" if regressed else "")


def worst_first(verdicts: Sequence[str], regressed: Sequence[bool]) -> list[int]:
    """The places of the verdicts, the one that needs a person most first; equals stay in order.

    One that `regressed` in its history comes right after those that are slower or worse now.
    """

    def rank(place: int) -> tuple[int, int]:
        own = ORDER.index(verdicts[place])
        return (min(own, ORDER.index(WORSE)), 1) if regressed[place] else (own, 0)

    return sorted(range(len(verdicts)), key=rank)
