"""Sizes: one case at several sizes of its data, and what may be said of time, memory and quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Tuple

from workbench.model.case import Case
from workbench.model.estimate import Estimate

DATA = "data_bytes"
"""What a law of memory is told against where the workload knows how large its data are."""
CurvePoint = Tuple[float, float, float, float]
"""(size, value, low, high)."""


@dataclass(frozen=True)
class SizeLevel:
    """One size: the values of the parameters that vary, and what the launches took.

    `seconds` is one entry a launch (the median of its repeats), `peak_bytes` one a launch whose peak is known, and
    `card_peak_bytes` one a launch of which the peak on a card is.
    """

    sizes: Mapping[str, float]
    seconds: Tuple[float, ...]
    data_bytes: Optional[int] = None
    peak_bytes: Tuple[float, ...] = ()
    card_peak_bytes: Tuple[float, ...] = ()


@dataclass(frozen=True)
class Prediction:
    """What one run of that size would take, launch noise and all. `extrapolated`: beyond every size measured."""

    size: float
    value: Estimate
    extrapolated: bool


@dataclass(frozen=True)
class TimeLaw:
    """How seconds of a timed call grow with one parameter, the others held at `held`.

    `selected` is the simplest form that fits (`constant`, `n`, `n log n`, `n²`, `n^k`, `c + n^k`), None with `reason`;
    `fitting` are all forms that noise can't rule out. `exponent` is k of c + b·n^k with its interval; c is 0 where
    fewer than five sizes can't tell it from the rest. `ten_times` is a run ten times larger than the largest.
    `curve` runs over what was measured, `extrapolated` from there to ten times that.
    """

    parameter: str
    held: Mapping[str, float]
    sizes: Tuple[float, ...]
    selected: Optional[str] = None
    reason: Optional[str] = None
    fitting: Tuple[str, ...] = ()
    exponent: Optional[Estimate] = None
    fixed_seconds: Optional[Estimate] = None
    ten_times: Optional[Prediction] = None
    prediction_error: Optional[float] = None
    lack_of_fit_p: Optional[float] = None
    curve: Tuple[CurvePoint, ...] = ()
    extrapolated: Tuple[CurvePoint, ...] = ()


@dataclass(frozen=True)
class ProductLaw:
    """Seconds as b·n^i·m^j of two parameters: an exponent each, and a run ten times larger in each alone."""

    exponents: Mapping[str, Estimate]
    ten_times: Mapping[str, Prediction]
    reason: Optional[str] = None
    lack_of_fit_p: Optional[float] = None


@dataclass(frozen=True)
class MemoryLaw:
    """Peak memory as base + per_unit·x, x being `against` (the parameter that varies, or `data_bytes`), or its square.

    `form` is `proportional` or `squared`, None with `reason`. `data_ratio` is `per_unit` in multiples of the data, as
    large as they are at the largest size. `peak_end` says which end of the peaks was fitted: `high`, no less than the
    truth, or `low`, no more; of a card's memory who counted it: the library's `allocator`, without what a program needs
    on the card besides, or `nvml`, now and then. `largest` is the largest x that a run of the case can have within
    `limit_bytes`, which is `limited_by` the `machine`, its `container`, the `case` or one `card`: infinite, with only a
    lower end, where nothing shows that memory grows. `curve` runs over what was measured; `extrapolated` from there to
    the limit, for one more run of each size, so that its ends meet the limit where those of `largest` lie.
    """

    against: str
    peak_end: str
    limit_bytes: int
    limited_by: str
    form: Optional[str] = None
    reason: Optional[str] = None
    base_bytes: Optional[Estimate] = None
    per_unit: Optional[Estimate] = None
    data_ratio: Optional[Estimate] = None
    largest: Optional[Estimate] = None
    largest_measured: Optional[float] = None
    lack_of_fit_p: Optional[float] = None
    curve: Tuple[CurvePoint, ...] = ()
    extrapolated: Tuple[CurvePoint, ...] = ()


@dataclass(frozen=True)
class SizeSeries:
    """One case at several sizes. `case` is the smallest; `parameters` are those that vary; `card_memory`: of a card."""

    case: Case
    parameters: Tuple[str, ...]
    levels: Tuple[SizeLevel, ...]
    times: Tuple[TimeLaw, ...] = ()
    product: Optional[ProductLaw] = None
    memory: Optional[MemoryLaw] = None
    card_memory: Optional[MemoryLaw] = None


@dataclass(frozen=True)
class Crossing:
    """The size from which on `case` takes less time than `base`.

    `counted` says which time: `with_start_up` (the backend's start and one call), `call` (a timed call of what is up)
    or `compute` (a call less its transfers). `size` is None with `reason`: no crossing within what was measured.
    """

    base: Case
    case: Case
    parameter: str
    held: Mapping[str, float]
    counted: str
    measured: Tuple[float, float]
    size: Optional[Estimate] = None
    reason: Optional[str] = None


@dataclass(frozen=True)
class BudgetPoint:
    """One iteration budget: what it cost and what it reached."""

    budget: float
    seconds: Estimate
    score: float


@dataclass(frozen=True)
class QualityCurve:
    """Score against time, as the `parameter` of a solver that buys iterations varies; points by rising budget.

    `reached` is the first point from which on every larger budget reaches `target` too, `short_of` the one before it:
    the time to the target lies between theirs.
    """

    case: Case
    parameter: str
    score_name: str
    higher_is_better: bool
    target: float
    points: Tuple[BudgetPoint, ...]
    reached: Optional[BudgetPoint] = None
    short_of: Optional[BudgetPoint] = None


@dataclass(frozen=True)
class Sizes:
    """All that a run says of sizes and budgets; empty where it varies neither."""

    series: Tuple[SizeSeries, ...] = ()
    crossings: Tuple[Crossing, ...] = ()
    curves: Tuple[QualityCurve, ...] = ()
