"""A series along one parameter, with how its time grows."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.analysis.sizes.growth import Growth
from workbench.analysis.sizes.series import Slice
from workbench.model.case import Case


@dataclass(frozen=True)
class Grown:
    """A series along one parameter, and how its timed call grows."""

    series: Slice
    growth: Growth

    @property
    def case(self) -> Case:
        """Its smallest case."""
        return self.series.cases[0].case
