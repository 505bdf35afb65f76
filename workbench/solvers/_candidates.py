"""What searches beyond scikit-learn's share: the space they draw from, and what a candidate is worth on few rows."""

from __future__ import annotations

import math
from typing import Any, Dict, List, NamedTuple

from workbench.contracts import Context
from workbench.solvers._searches import TextSearch

ROUNDS = 3
"""How many sizes of data a candidate may be tried on: with a factor of 2 a quarter, half and all of the rows."""


class Space(NamedTuple):
    """The box around a grid: `choices` of some parameters, and one parameter anywhere between two ends (log scale)."""

    choices: Dict[str, List[Any]]
    name: str
    low: float
    high: float


class Objective:
    """The mean accuracy of a pipeline over `cv` folds; can be pickled, so that any process can evaluate a candidate."""

    def __init__(self, pipeline: Any, rows: List[str], labels: Any, cv: int) -> None:
        self._pipeline = pipeline
        self._rows = rows
        self._labels = labels
        self._cv = cv

    def __call__(self, point: Dict[str, Any], share: float) -> float:
        """What `point` (parameter → value) is worth where each fold is trained on its first `share` of rows, 0 to 1."""
        from sklearn.model_selection import StratifiedKFold

        scores = []
        for train, test in StratifiedKFold(self._cv).split(self._labels, self._labels):
            kept = train[: math.ceil(share * len(train))]
            fitted = self.fit(point, kept)
            scores.append(float(fitted.score(self._texts(test), self._labels[test])))
        return sum(scores) / len(scores)

    def fit(self, point: Dict[str, Any], kept: Any = None) -> Any:
        """The pipeline at `point`, fitted on the rows `kept` (indices; None: all)."""
        from sklearn.base import clone

        pipeline = clone(self._pipeline).set_params(**point)
        if kept is None:
            return pipeline.fit(self._rows, self._labels)
        return pipeline.fit(self._texts(kept), self._labels[kept])

    def _texts(self, indices: Any) -> List[str]:
        return [self._rows[index] for index in indices]


class CandidateSearch(TextSearch):
    """Draws candidates from the box around the grid, tries them on growing data, and fits the best on all rows.

    `alpha` is drawn on a log scale between the grid's largest and smallest; a candidate is worth what it is to the
    grid: its mean accuracy over the same `cv` folds. A candidate that is kept is tried on `factor` times as many rows,
    up to all. A subclass says who draws, who drops, and who works.
    """

    parameters = {**TextSearch.parameters, "candidates": 16, "factor": 2}
    deterministic = False

    def search_class(self) -> Any:
        """Of scikit-learn's searches none: the pipeline itself."""
        return self.pipeline

    def searching(self, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """Nothing: the grid is only looked at."""
        return {}

    def objective(self, data: Any, context: Context) -> Objective:
        """What a candidate is worth."""
        pipeline = self.arguments(data, context)["estimator"]
        return Objective(pipeline, data.X_train, data.y_train, self.values["cv"])

    def space(self) -> Space:
        """The box around the grid."""
        choices = self.grid()
        alphas = choices.pop("classify__alpha")
        return Space(choices, "classify__alpha", min(alphas), max(alphas))

    def shares(self) -> List[float]:
        """The shares of rows of the rounds, the last being 1."""
        return [float(self.values["factor"]) ** -step for step in range(ROUNDS - 1, -1, -1)]

    def solve(self, data: Any, context: Context) -> Any:
        """Search, then fit the best candidate on all rows."""
        objective = self.objective(data, context)
        return objective.fit(self.best(objective, context))

    def best(self, objective: Objective, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - for those who do
        """The best candidate of those tried on all rows: parameter → value."""
        raise TypeError("solver %r has no best()" % self.name)
