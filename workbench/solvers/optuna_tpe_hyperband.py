"""Optuna: the tree-structured Parzen estimator draws, Hyperband drops."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Dict, NamedTuple, Tuple

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._candidates import CandidateSearch, Objective, Space

STARTUP_CANDIDATES = 5
"""So many are drawn at random before the model has anything to go by."""


class Search(NamedTuple):
    """What a worker must know to take part in one search."""

    journal: str
    objective: Objective
    space: Space
    shares: Tuple[float, ...]
    factor: int
    candidates: int
    seed: int

    def study(self, worker: int) -> Any:
        """The study that all workers share through the journal; each draws with a seed of its own."""
        import optuna
        from optuna.storages.journal import JournalFileBackend

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        steps = self.factor ** (len(self.shares) - 1)
        return optuna.create_study(
            storage=optuna.storages.JournalStorage(JournalFileBackend(self.journal)),
            study_name="search",
            load_if_exists=True,
            direction="maximize",
            sampler=optuna.samplers.TPESampler(
                seed=self.seed + worker, n_startup_trials=STARTUP_CANDIDATES, constant_liar=True
            ),
            pruner=optuna.pruners.HyperbandPruner(1, steps, self.factor),
        )

    def point(self, trial: Any) -> Dict[str, Any]:
        """The candidate that `trial` draws."""
        point = {name: trial.suggest_categorical(name, values) for name, values in self.space.choices.items()}
        point[self.space.name] = trial.suggest_float(self.space.name, self.space.low, self.space.high, log=True)
        return point

    def worth(self, trial: Any) -> float:
        """What one candidate is worth on all rows; raises TrialPruned where it is dropped before."""
        import optuna

        if trial.number >= self.candidates:
            trial.study.stop()
            raise optuna.TrialPruned
        point = self.point(trial)
        worth = 0.0
        for round_, share in enumerate(self.shares):
            worth = self.objective(point, share)
            trial.report(worth, self.factor**round_)
            if share < 1 and trial.should_prune():
                raise optuna.TrialPruned
        return worth


def take_part(job: Tuple[Search, int]) -> None:
    """Try candidates until the search has had all of them."""
    search, worker = job
    search.study(worker).optimize(search.worth)


class TPEHyperband(CandidateSearch):
    """TPESampler and HyperbandPruner over a journal file that every worker of the backend reads and appends to.

    Optuna's documentation advises processes over its own `n_jobs`, which are threads: they are here where the backend
    is `threading`. Which candidate is drawn depends on which was finished first, so launches differ with 2 workers.
    Source: Falkner et al. 2018 for the pair; optuna.readthedocs.io, class by class.
    """

    name = "optuna.TPEHyperband"
    requires = {"optuna": "pip install optuna", "sklearn": "pip install scikit-learn"}
    environment = DeclaredEnvironment("optuna", ("optuna==4.*", "scikit-learn==1.9.*"))

    def setup(self, data: Any) -> None:
        """Import Optuna too."""
        import optuna.storages.journal  # noqa: F401

        super().setup(data)

    def best(self, objective: Objective, context: Context) -> Dict[str, Any]:
        """Let every worker take part until `candidates` were tried."""
        with tempfile.TemporaryDirectory(dir=context.scratch) as folder:
            search = Search(
                os.path.join(folder, "journal"),
                objective,
                self.space(),
                tuple(self.shares()),
                self.values["factor"],
                self.values["candidates"],
                context.seed,
            )
            # Made here: two workers that make it at once would both find none.
            study = search.study(0)
            context.map(take_part, [(search, worker) for worker in range(context.workers)])
            return dict(study.best_params)


PLUGIN = TPEHyperband
