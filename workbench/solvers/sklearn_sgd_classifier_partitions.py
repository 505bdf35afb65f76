"""Documents in partitions: vectorised by the workers, and a linear model a partition, averaged, or one on all."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple

from workbench.contracts import Context
from workbench.errors import PluginError
from workbench.solvers._estimator import EstimatorSolver


class Partition(NamedTuple):
    """A part of the documents, and what is to be done to them."""

    texts: List[str]
    labels: Any
    vectorizer: Any
    classifier: Any


class Partitions(EstimatorSolver):
    """HashingVectorizer → SGDClassifier on `partitions` parts of the documents, a task a part on the workers.

    `averaged` fits a model on each part where it was vectorised, and takes the mean of their coefficients: what
    travels back is one model a part. `together` sends the vectorised parts back and fits one model on all of them,
    in the main process. Words are hashed and not weighed by rarity, which would need all parts first. Every part has
    all labels. The same parts at any worker count.
    """

    name = "sklearn.SGDClassifier.partitions"
    tasks = ("text-classification",)
    variants = ("averaged", "together")
    scales_with = "workers"
    parameters = {
        "loss": "hinge",
        "alpha": 1e-4,
        "max_iter": 1000,
        "tol": 1e-3,
        "n_features": 2**16,
        "partitions": 4,
    }

    def estimator_class(self) -> Any:
        """SGDClassifier."""
        from scipy import sparse
        from sklearn.feature_extraction.text import HashingVectorizer
        from sklearn.linear_model import SGDClassifier as Estimator
        from sklearn.pipeline import Pipeline

        self.hashing, self.pipeline, self.stack = HashingVectorizer, Pipeline, sparse.vstack
        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        chosen = {name: self.values[name] for name in ("loss", "alpha", "max_iter", "tol")}
        return dict(chosen, random_state=context.seed)

    def solve(self, data: Any, context: Context) -> Any:
        """Fit by parts; returns a pipeline that takes documents."""
        vectorizer = self.hashing(n_features=self.values["n_features"])
        classifier = self.imported(**self.arguments(data, context))
        parts = self._parts(data, vectorizer, classifier)
        if self.variant == "averaged":
            self._average(classifier, context.map(_fitted, parts))
        else:
            rows = self.stack(context.map(_vectorized, parts))
            classifier.fit(rows, [label for part in parts for label in part.labels])
        return self.pipeline([("vectorize", vectorizer), ("classify", classifier)])

    def _parts(self, data: Any, vectorizer: Any, classifier: Any) -> List[Partition]:
        """Every label dealt out in turn. Raises PluginError where one has too few documents for that."""
        import numpy as np

        count = self.values["partitions"]
        labels = np.asarray(data.y_train)
        fewest = int(np.unique(labels, return_counts=True)[1].min())
        if not 1 <= count <= fewest:
            raise PluginError(
                "%s: partitions is %d; a label has %d documents, so it must be from 1 to that"
                % (self.name, count, fewest)
            )
        order = np.argsort(labels, kind="stable")
        dealt = [order[first::count] for first in range(count)]
        return [
            Partition([data.X_train[row] for row in rows.tolist()], labels[rows], vectorizer, classifier)
            for rows in dealt
        ]

    def _average(self, classifier: Any, models: List[Any]) -> None:
        """Give `classifier` the mean of the coefficients of `models`."""
        import numpy as np

        classifier.classes_ = models[0].classes_
        classifier.coef_ = np.mean([model.coef_ for model in models], axis=0)
        classifier.intercept_ = np.mean([model.intercept_ for model in models], axis=0)


def _vectorized(part: Partition) -> Any:
    """Shape (documents, n_features), sparse."""
    return part.vectorizer.transform(part.texts)


def _fitted(part: Partition) -> Any:
    """A classifier fitted on the part alone."""
    from sklearn.base import clone

    return clone(part.classifier).fit(_vectorized(part), part.labels)


PLUGIN = Partitions
