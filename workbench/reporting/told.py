"""The figures that solvers tell of themselves, read by their names: `moved_bytes` is what moved, in bytes."""

from __future__ import annotations

from workbench.model.estimate import Estimate
from workbench.reporting import figures
from workbench.reporting.escaping import plain

BYTES_A_SECOND = figures.Quantity(
    tuple((least, divisor, f"{unit}/s") for least, divisor, unit in figures.BYTES.scales), figures.BYTES.digits
)
JOULES = figures.Quantity(((1e6, 1e6, " MJ"), (1e3, 1e3, " kJ"), (0, 1.0, " J")))
QUANTITIES = {
    "_bytes_per_second": BYTES_A_SECOND,
    "_per_second": figures.Quantity(((0, 1.0, "/s"),)),
    "_seconds": figures.SECONDS,
    "_bytes": figures.BYTES,
    "_ratio": figures.SHARE,
    "_joules": JOULES,
}
"""By how a name ends, the longest ending first. Anything else is a count."""


def title(name: str) -> str:
    """`moved_bytes` → `moved`, `merges_per_second` → `merges`; `steps` as it is."""
    return plain(name.removesuffix(_ending(name)).replace("_", " "))


def quantity(name: str) -> figures.Quantity:
    """What the figure is one of."""
    return QUANTITIES.get(_ending(name), figures.NUMBER)


def text(name: str, found: Estimate) -> str:
    """The median and, where launches differ, the smallest and the largest; whole numbers without decimals."""
    whole = all(bound is None or bound.is_integer() for bound in map(_float, (found.value, found.low, found.high)))
    return figures.estimate(found, figures.COUNT if whole and not _ending(name) else quantity(name))


def _float(bound: float | None) -> float | None:
    return None if bound is None else float(bound)


def _ending(name: str) -> str:
    return next((ending for ending in QUANTITIES if name.endswith(ending)), "")
