"""What laws of size say, in plain words; what lies beyond the sizes measured is called so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.model.estimate import Estimate
from workbench.model.sizes import (
    DATA,
    BudgetPoint,
    Crossing,
    MemoryLaw,
    Prediction,
    ProductLaw,
    QualityCurve,
    SizeSeries,
    TimeLaw,
)
from workbench.reporting import figures, naming
from workbench.reporting.escaping import plain

LIMITS = {
    "machine": "the machine's memory",
    "container": "the container's limit",
    "case": "the case's own limit",
    "card": "the card's memory",
}
ENDS = {
    "high": "",
    "low": " (by the lower ends of the peaks: it may be more)",
    "allocator": " (by the library's allocator; what the driver needs on the card comes on top)",
    "nvml": " (by NVML, asked once a second: it may be more)",
}
COUNTED = {"with_start_up": "start-up and one call", "call": "one call, once it is up", "compute": "compute alone"}
SQUARED = "squared"
FARTHEST = 20.0
"""An interval that reaches further than this factor from end to end predicts nothing."""


def series_sentences(series: SizeSeries) -> Iterator[str]:
    """Time, by each parameter and by both, and memory."""
    if series.product is not None:
        yield _product(series.product)
    for law in series.times:
        yield _time(law)
    if series.memory is not None:
        yield memory_sentence(series.memory, series)
    if series.card_memory is not None:
        yield memory_sentence(series.card_memory, series)


def crossing_sentence(crossing: Crossing) -> str:
    """From which size on it pays."""
    own, base = naming.case_name(crossing.case), naming.case_name(crossing.base)
    counted = COUNTED[crossing.counted]
    parameter = plain(crossing.parameter)
    held = _held(crossing.held)
    if crossing.size is None:
        low, high = (figures.figure(size, figures.COUNT) for size in crossing.measured)
        return f"{own} against {base}, {counted}{held}: {crossing.reason} ({parameter} from {low} to {high})."
    if crossing.size.low is None and crossing.size.high is None:
        low, high = (figures.figure(size, figures.COUNT) for size in crossing.measured)
        return (
            f"{own} may overtake {base} between {parameter} = {low} and {high}, {counted}{held}: noise leaves it open."
        )
    size = figures.estimate(_open(crossing.size), figures.COUNT)
    return f"{own} overtakes {base} from {parameter} = {size} on, {counted}{held}."


def curve_sentence(curve: QualityCurve) -> str:
    """What it takes to reach the target."""
    better = "≥" if curve.higher_is_better else "≤"
    target = f"{plain(curve.score_name)} {better} {figures.figure(curve.target)}"
    name = naming.solver_kind(curve.case)
    if curve.reached is None:
        closest = max(curve.points, key=lambda point: point.score if curve.higher_is_better else -point.score)
        return f"{name}: {target} is not reached within {_budget(curve, closest)} ({figures.figure(closest.score)})."
    told = f"{name} reaches {target} with {_budget(curve, curve.reached)}"
    if curve.short_of is None:
        return f"{told}, the least measured: it may take less."
    return f"{told}; {_budget(curve, curve.short_of)}, falls short."


def _budget(curve: QualityCurve, point: BudgetPoint) -> str:
    seconds = figures.estimate(point.seconds, figures.SECONDS)
    return f"{plain(curve.parameter)} = {point.budget:,g}, in {seconds}"


def _product(law: ProductLaw) -> str:
    if law.reason is not None:
        return f"{law.reason[0].upper()}{law.reason[1:]}."
    powers = " · ".join(
        f"{plain(name)}^{figures.estimate(exponent, figures.NUMBER)}" for name, exponent in law.exponents.items()
    )
    tens = "; ".join(_prediction(plain(name), found) for name, found in law.ten_times.items())
    return f"Time grows as {powers}. Ten times the largest in one alone, extrapolated: {tens}."


def _time(law: TimeLaw) -> str:
    parameter, held = plain(law.parameter), _held(law.held)
    if law.selected is None or law.ten_times is None:
        return f"Time over {parameter}{held}: {law.reason}."
    return f"{_growth(law, parameter, held)} {_ten_times(parameter, law.ten_times)}"


def _ten_times(parameter: str, found: Prediction) -> str:
    low, high = found.value.low, found.value.high
    if not low or not high or high > FARTHEST * low:
        return f"These sizes are too near one another to tell what {parameter} = {found.size:,g} would take."
    return f"Extrapolated to ten times the largest: {_prediction(parameter, found)}."


def _growth(law: TimeLaw, parameter: str, held: str) -> str:
    if law.selected == "constant":
        return f"Time doesn't depend on {parameter}{held}, as far as these sizes show."
    others = [form for form in law.fitting if form != law.selected and "k" not in form]
    doubt = f"; {', '.join(others)} can't be ruled out" if others else ""
    exponent = ""
    if law.exponent is not None:
        exponent = f", exponent {figures.estimate(_open(law.exponent), figures.NUMBER)}"
    fixed = "" if law.fixed_seconds is None else f", fixed part {figures.estimate(law.fixed_seconds, figures.SECONDS)}"
    effective = " (a fixed part, if there is one, isn't told apart)" if law.fixed_seconds is None else ""
    return f"Time grows as {law.selected} with n = {parameter}{held}{exponent}{effective}{fixed}{doubt}."


def _prediction(parameter: str, found: Prediction) -> str:
    return f"{parameter} = {found.size:,g} would take {figures.estimate(found.value, figures.SECONDS)}"


def memory_sentence(law: MemoryLaw, series: SizeSeries) -> str:
    """How peak memory grows and the largest size that fits, or why no law tells."""
    if law.form is None or law.base_bytes is None or law.per_unit is None or law.largest is None:
        return f"Memory{_place(law)}: {law.reason}."
    end = ENDS[law.peak_end]
    base = figures.estimate(law.base_bytes, figures.BYTES)
    return (
        f"Peak memory{_place(law)} is {_slope(law, law.per_unit)} + {base}{end}. {_largest(law, law.largest, series)}"
    )


def _place(law: MemoryLaw) -> str:
    return " on the card" if law.limited_by == "card" else ""


def _slope(law: MemoryLaw, per_unit: Estimate) -> str:
    if law.against == DATA or law.data_ratio is None:
        power = "²" if law.form == SQUARED else ""
        times = f" × {plain(law.against)}{power}"
        return (
            figures.estimate(per_unit, figures.RATIO) + " the data" if law.against == DATA else _bytes(per_unit) + times
        )
    return f"{figures.estimate(law.data_ratio, figures.RATIO)} the data ({_bytes(per_unit)} × {plain(law.against)})"


def _bytes(found: Estimate) -> str:
    return figures.estimate(found, figures.BYTES)


def _largest(law: MemoryLaw, largest: Estimate, series: SizeSeries) -> str:
    limit = f"{figures.figure(law.limit_bytes, figures.BYTES)} ({LIMITS[law.limited_by]})"
    quantity, unit = (figures.BYTES, "data of ") if law.against == DATA else (figures.MANY, f"{plain(law.against)} = ")
    measured = "" if law.largest_measured is None else unit + figures.figure(law.largest_measured, quantity)
    if largest.value == float("inf"):
        least = (
            "" if largest.low is None else f" {unit}{figures.figure(largest.low, quantity)} fits in {limit} at least;"
        )
        return f"Nothing shows that it grows with the data:{least} the largest measured was {measured}."
    told = f"The largest that fits in {limit} is {unit}{figures.estimate(_open(largest), quantity)}"
    beyond = law.largest_measured is not None and largest.value > law.largest_measured
    more = f", extrapolated from {measured} at most" if beyond else ""
    return f"{told}{_data(law, largest, series)}{more}."


def _data(law: MemoryLaw, largest: Estimate, series: SizeSeries) -> str:
    """The same in bytes of data, in proportion to the largest measured."""
    last = series.levels[-1]
    if law.against not in last.sizes or law.form == SQUARED or not last.data_bytes:
        return ""
    size = largest.value / last.sizes[law.against] * last.data_bytes
    return f", about {figures.figure(size, figures.BYTES)} of data"


def _held(held: Mapping[str, float]) -> str:
    told = ", ".join(f"{plain(name)} = {value:,g}" for name, value in held.items())
    return f" (at {told})" if told else ""


def _open(found: Estimate) -> Estimate:
    """An end that isn't known is shown as open, even if the other isn't known either."""
    low = float("-inf") if found.low is None else found.low
    high = float("inf") if found.high is None else found.high
    return Estimate(found.value, low, high, found.kind, found.confidence, found.count)
