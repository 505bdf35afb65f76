"""What else was new, beside the code: machines and versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from workbench.model.change import MACHINE, VERSION, Mark, Point

MOST_NAMED = 3


def marks_of(points: Sequence[Point]) -> tuple[Mark, ...]:
    """Every point whose machine differs from the point before, or whose versions from the last of its machine."""
    return tuple(sorted((*_machines(points), *_versions(points)), key=lambda mark: mark.index))


def _machines(points: Sequence[Point]) -> Iterator[Mark]:
    for index, (before, point) in enumerate(pairwise(points), 1):
        if before.machine != point.machine:
            yield Mark(MACHINE, index, f"machine {_named(before.machine)} → {_named(point.machine)}")


def _versions(points: Sequence[Point]) -> Iterator[Mark]:
    """A version that isn't known on one side is no bump: a package that only one run imported, say."""
    last: dict[str | None, dict[str, str]] = {}
    for index, point in enumerate(points):
        known = last.setdefault(point.machine, {})
        now = point.versions or {}
        bumps = [
            f"{name} {known[name]} → {now[name]}" for name in sorted(now) if known.get(name, now[name]) != now[name]
        ]
        known.update(now)
        if bumps:
            more = len(bumps) - MOST_NAMED
            yield Mark(VERSION, index, ", ".join(bumps[:MOST_NAMED]) + (f" and {more} more" if more > 0 else ""))


def _named(machine: str | None) -> str:
    return "unknown" if machine is None else machine
