"""What a check or a comparison comes to, in words: the rows and sentences that every format shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.model.comparison import Metric
from workbench.model.finding import Finding
from workbench.reporting import figures

BAD, UNSURE, FINE = "bad", "unsure", "fine"
QUANTITIES = {"seconds": figures.SECONDS, "bytes": figures.BYTES}
OWN_QUANTITIES = {"serial_fraction": figures.FRACTION, "efficiency": figures.SHARE}


@dataclass(frozen=True)
class VerdictRow:
    """One metric of one case. `word` is its outcome or verdict, `severity` whether that is bad, unsure or fine.

    Figures are told in the metric's unit, empty where there are none; `says` is what follows from them. Names are
    as they were found: whoever shows them escapes them.
    """

    case: str
    metric: str
    word: str
    severity: str
    base: str = ""
    head: str = ""
    ratio: str = ""
    says: str = ""

    @property
    def title(self) -> str:
        """`ridge: loky · 2 workers, peak memory`."""
        return f"{self.case}, {self.metric}"

    @property
    def change(self) -> str:
        """`424 ms → 475 ms`; only one side where the other has no figure."""
        return " → ".join(filter(None, (self.base, self.head)))

    @property
    def sentence(self) -> str:
        """`424 ms → 475 ms, 1.12× [1.08, 1.16]: 12 % slower`."""
        told = ", ".join(filter(None, (self.change, self.ratio)))
        return ": ".join(filter(None, (told, self.says)))


@dataclass(frozen=True)
class VerdictTable:
    """A table beside the rows, such as a calibration's: titles, then rows of as many texts."""

    name: str
    caption: str
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class VerdictSheet:
    """Everything that is told, rows worst first. `kind` is `check` or `compare`, `subject` what was looked at.

    `steps` are ours, without names from files: a command in them stands between
    backticks. `settings` are (name, text) pairs: base, head, margin, gate, confidence.
    """

    kind: str
    subject: str
    answer: str
    rows: tuple[VerdictRow, ...]
    steps: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    footnote: str = ""
    tables: tuple[VerdictTable, ...] = ()
    wall_seconds: float | None = None


def quantity_of(metric: Metric) -> figures.Quantity:
    """The units its figures are shown in."""
    return OWN_QUANTITIES.get(metric.name, QUANTITIES.get(metric.unit, figures.NUMBER))


def value_text(metric: Metric, value: float | None) -> str:
    """A figure of either side in its metric's unit; empty where there is none."""
    return "" if value is None else figures.figure(value, quantity_of(metric))


def left_out(rows: Sequence[VerdictRow]) -> str:
    """`and 40 more, 3 of them failed`: what a format has no room for, its bad ones counted."""
    bad = [row.word for row in rows if row.severity == BAD]
    told = f"{len(bad):,} of them {' or '.join(dict.fromkeys(bad))}" if bad else "none of them worse"
    return f"and {len(rows):,} more, {told}"
