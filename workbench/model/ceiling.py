"""What a machine could do at best: the measured limits that figures are held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple, Union

BUSY_RATIO = 0.1


@dataclass(frozen=True)
class Ceiling:
    """One measured limit, `how` in one line. `name` carries no unit; `unit` is a base unit (`bytes/s`, `s`)."""

    name: str
    value: float
    unit: str
    how: str


@dataclass(frozen=True)
class Unknown:
    """A limit that can't be known here, with the reason."""

    name: str
    reason: str


Limit = Union[Ceiling, Unknown]


@dataclass(frozen=True)
class Ceilings:
    """The limits of one machine, and what can't be known here with the reason.

    `measured_at` is in seconds since the epoch (UTC). `busy_ratio` is the share of all CPUs that other programs used
    meanwhile: above BUSY_RATIO the figures are too low to hold others against.
    """

    machine_id: str
    measured_at: float
    values: Tuple[Ceiling, ...] = ()
    unknown: Mapping[str, str] = field(default_factory=dict)
    busy_ratio: Optional[float] = None

    @property
    def disturbed(self) -> bool:
        """Whether other programs kept this machine busy while it was measured."""
        return self.busy_ratio is not None and self.busy_ratio > BUSY_RATIO

    def value(self, name: str) -> float:
        """The limit of that name; nan where it is not known."""
        return next((ceiling.value for ceiling in self.values if ceiling.name == name), float("nan"))
