"""Ray Tune with ASHA: candidates at random, dropped without waiting for one another."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context
from workbench.solvers._ray_tune import TuneSearch


class ASHA(TuneSearch):
    """ASHAScheduler: a candidate goes on if it is among the best one in `factor` that have come as far, right away.

    What tune-sklearn stood for, in today's Ray. Which candidates have come as far depends on which was done first.
    Source: Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020.
    """

    name = "ray.TuneASHA"

    def scheduler(self, most: int) -> Any:
        """ASHAScheduler."""
        from ray.tune.schedulers import ASHAScheduler

        return ASHAScheduler(time_attr="budget", max_t=most, grace_period=1, reduction_factor=self.values["factor"])

    def search(self, context: Context) -> Any:
        """At random, under the trial's seed."""
        from ray.tune.search.basic_variant import BasicVariantGenerator

        return BasicVariantGenerator(random_state=context.seed, max_concurrent=context.workers)


PLUGIN = ASHA
