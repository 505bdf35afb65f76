"""What the searches of Ray Tune share: a candidate as a trial of Tune, a round of it a step."""

from __future__ import annotations

import os
from typing import Any, Dict, List, NamedTuple

from workbench.contracts import Context
from workbench.errors import WorkbenchError
from workbench.solvers._candidates import ROUNDS, CandidateSearch, Objective
from workbench.solvers._ray import OnRay

SETTINGS = {"TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1", "RAY_AIR_NEW_OUTPUT": "0"}
"""Nothing written for TensorBoard, and no tables on standard output."""


class TuneSearch(OnRay, CandidateSearch):
    """Draws `candidates`, each a trial of Tune on one CPU, and keeps the best that was tried on all rows.

    A subclass says who draws and who drops. Source: docs.ray.io, "Ray Tune".
    """

    def configure(self, context: Context) -> None:
        """Keep Tune quiet too."""
        os.environ.update(SETTINGS)
        super().configure(context)

    def setup(self, data: Any) -> None:
        """Import Tune too."""
        from ray import tune

        self.tune = tune
        super().setup(data)

    def scheduler(self, most: int) -> Any:  # noqa: ARG002 - for those who override it
        """Who drops candidates, told that a budget of `most` is all rows."""
        raise TypeError("solver %r has no scheduler()" % self.name)

    def search(self, context: Context) -> Any:  # noqa: ARG002 - for those who override it
        """Who draws candidates; None: they are drawn at random."""
        return None

    def best(self, objective: Objective, context: Context) -> Dict[str, Any]:
        """Run the trials on the cluster that stands."""
        tune = self.tune
        tuner = tune.Tuner(
            tune.with_parameters(candidate(), rounds=Rounds(objective, self.shares())),
            param_space=self.param_space(),
            tune_config=tune.TuneConfig(
                metric="worth",
                mode="max",
                num_samples=self.values["candidates"],
                max_concurrent_trials=context.workers,
                scheduler=self.scheduler(self.values["factor"] ** (ROUNDS - 1)),
                search_alg=self.search(context),
                reuse_actors=True,
            ),
            run_config=tune.RunConfig(storage_path=context.scratch, verbose=0),
        )
        return best_of(list(tuner.fit()))

    def param_space(self) -> Dict[str, Any]:
        """The box in Tune's words."""
        space = self.space()
        drawn = {name: self.tune.choice(values) for name, values in space.choices.items()}
        return dict(drawn, **{space.name: self.tune.loguniform(space.low, space.high)})


def best_of(results: List[Any]) -> Dict[str, Any]:
    """The point of the best candidate of those tried on all rows. Raises WorkbenchError where a trial failed."""
    failed = [result.error for result in results if result.error is not None]
    if failed:
        raise WorkbenchError("a trial of Ray Tune failed: %s" % failed[0])
    whole = [result for result in results if result.metrics["share"] == 1.0]
    point: Dict[str, Any] = max(whole, key=lambda result: result.metrics["worth"]).config
    return point


class Rounds(NamedTuple):
    """What each step of a trial of Tune tries: a candidate on the next share of the rows, the last being all."""

    objective: Objective
    shares: List[float]

    def step(self, point: Dict[str, Any], number: int) -> Dict[str, Any]:
        """What Tune is told of a candidate's step; the first is number 0. A budget of 1 is the smallest share."""
        share = self.shares[number]
        worth = self.objective(point, share)
        return {"worth": worth, "share": share, "budget": round(share / self.shares[0]), "done": share == 1.0}


def candidate() -> Any:
    """Tune's Trainable.

    There is nothing to resume a step from, so a checkpoint is empty: Tune itself keeps how many steps were made.
    """
    from ray.tune import Trainable

    class Candidate(Trainable):  # type: ignore[misc]
        def setup(self, config: Dict[str, Any], rounds: Rounds) -> None:
            self.point, self.rounds = config, rounds

        def step(self) -> Dict[str, Any]:
            return self.rounds.step(self.point, self.iteration)

        def save_checkpoint(self, checkpoint_dir: str) -> None:
            pass

        def load_checkpoint(self, checkpoint: Any) -> None:
            pass

        def reset_config(self, new_config: Dict[str, Any]) -> bool:
            self.point = new_config
            return True

    return Candidate
