"""Ray Tune with BOHB: a model draws, Hyperband drops."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._ray_tune import TuneSearch


class BOHB(TuneSearch):
    """TuneBOHB and HyperBandForBOHB: HpBandSter's model of good and poor candidates, in today's Ray and Python.

    Brackets wait for all of their candidates, so workers stand idle at their ends. Source: Falkner, Klein & Hutter,
    ICML 2018.
    """

    name = "ray.TuneBOHB"
    requires = dict(TuneSearch.requires, hpbandster="pip install hpbandster ConfigSpace")

    def setup(self, data: Any) -> None:
        """Import what draws."""
        from ray.tune.search.bohb import TuneBOHB

        self.drawing = TuneBOHB
        super().setup(data)

    def scheduler(self, most: int) -> Any:
        """HyperBandForBOHB."""
        from ray.tune.schedulers.hb_bohb import HyperBandForBOHB

        return HyperBandForBOHB(time_attr="budget", max_t=most, reduction_factor=self.values["factor"])

    def search(self, context: Context) -> Any:
        """TuneBOHB."""
        return self.drawing(seed=context.seed, max_concurrent=context.workers)


PLUGIN = BOHB
