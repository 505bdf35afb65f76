"""Random forests of partitions of the rows, merged into one."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple

from workbench.contracts import Context
from workbench.errors import PluginError
from workbench.solvers.sklearn_random_forest_classifier import RandomForestClassifier


class Partition(NamedTuple):
    """Rows and labels, and the forest to fit on them."""

    rows: Any
    labels: Any
    forest: Any


class MergedForest(RandomForestClassifier):
    """A RandomForestClassifier on each of `partitions` parts of the rows, their trees (`estimators_`) put together.

    No worker sees more than its part, a task a part; the parts are every `partitions`-th row. The trees are
    `n_estimators` in all, dealt out evenly. Each learns from fewer rows than in a forest on all of them: faster, and
    what it costs is in the score.
    """

    name = "sklearn.RandomForestClassifier.merged"
    parameters = {**RandomForestClassifier.parameters, "partitions": 4}

    def check(self) -> None:
        """Raises PluginError where the trees can't be dealt out evenly."""
        trees, parts = self.values["n_estimators"], self.values["partitions"]
        if parts < 1 or trees % parts:
            raise PluginError(
                "%s: n_estimators is %d and partitions is %d; it must divide them evenly" % (self.name, trees, parts)
            )

    def solve(self, data: Any, context: Context) -> Any:
        """Fit the parts, and merge; returns a fitted forest."""
        forests = context.map(_fitted, self._parts(data, context))
        merged = forests[0]
        for forest in forests[1:]:
            merged.estimators_ += forest.estimators_
        merged.n_estimators = len(merged.estimators_)
        return merged

    def _parts(self, data: Any, context: Context) -> List[Partition]:
        """Raises PluginError where a part lacks a class: its trees would count other classes."""
        import numpy as np

        count = self.values["partitions"]
        arguments: Dict[str, Any] = self.arguments(data, context)
        arguments["n_estimators"] //= count
        classes = len(np.unique(data.y_train))
        parts: List[Partition] = []
        for first in range(count):
            rows, labels = np.asarray(data.X_train[first::count]), data.y_train[first::count]
            if len(np.unique(labels)) < classes:
                raise PluginError("%s: a partition lacks a class; take fewer than %d" % (self.name, count))
            forest = self.imported(**dict(arguments, n_jobs=1, random_state=context.seed + first))
            parts.append(Partition(rows, labels, forest))
        return parts


def _fitted(part: Partition) -> Any:
    return part.forest.fit(part.rows, part.labels)


PLUGIN = MergedForest
