"""Scaling: one case at several worker counts, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Mapping, Optional, Tuple

from workbench.model.estimate import Estimate
from workbench.model.finding import Finding
from workbench.model.reading import Reading


@dataclass(frozen=True)
class Level:
    """One worker count: the launches' seconds (each the median of its repeats)."""

    workers: int
    seconds: Tuple[float, ...]


@dataclass(frozen=True)
class KarpFlatt:
    """The experimentally determined serial fraction at one worker count (Karp & Flatt 1990)."""

    workers: int
    serial_fraction: Estimate


@dataclass(frozen=True)
class LawFit:
    """A scaling law fitted to levels.

    `curve` is (workers, seconds, low, high) over the measured range; `extrapolated` the same beyond it, where of the
    law that is believed low and high hold what every law that fits would allow.
    `prediction_error` is the relative root-mean-square error of leave-one-level-out prediction, None where
    leaving one out leaves too little. `lack_of_fit_p` tests the law against pure error plus level variance.
    """

    law: str
    parameters: Mapping[str, Estimate]
    prediction_error: Optional[float] = None
    lack_of_fit_p: Optional[float] = None
    curve: Tuple[Tuple[float, float, float, float], ...] = ()
    extrapolated: Tuple[Tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True)
class Scaling:
    """What can be said of a series of levels. `selected` is a key of `laws`, or None with `reason`.

    `experiment` is `strong` (the same work at every level) or `weak` (work grows with the workers). `readings` are
    answers in words: what was asked, and what follows.
    """

    levels: Tuple[Level, ...]
    karp_flatt: Tuple[KarpFlatt, ...] = ()
    laws: Mapping[str, LawFit] = field(default_factory=dict)
    selected: Optional[str] = None
    reason: Optional[str] = None
    answers: Dict[str, Optional[Estimate]] = field(default_factory=dict)
    findings: Tuple[Finding, ...] = ()
    experiment: str = "strong"
    readings: Tuple[Reading, ...] = ()
