"""scikit-learn's HashingVectorizer by itself, on partitions of the documents."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver
from workbench.solvers._vectorized import Vectorized


class Transform(EstimatorSolver):
    """Hashes words into `n_features` columns, a task for each of `partitions` parts of the documents.

    It learns nothing, so that parts need not know of each other; their rows come back and are put together. The same
    parts at any worker count.
    """

    name = "sklearn.HashingVectorizer.transform"
    tasks = ("vectorizing",)
    scales_with = "workers"
    parameters = {"n_features": 2**18, "partitions": 8}

    def estimator_class(self) -> Any:
        """HashingVectorizer."""
        from scipy import sparse
        from sklearn.feature_extraction.text import HashingVectorizer as Estimator

        self.stack = sparse.vstack
        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return {"n_features": self.values["n_features"]}

    def solve(self, data: Any, context: Context) -> Vectorized:
        """Construct, and transform part by part."""
        vectorizer = self.imported(**self.arguments(data, context))
        size = max(1, -(-len(data.X_train) // self.values["partitions"]))
        parts = [(vectorizer, data.X_train[first : first + size]) for first in range(0, len(data.X_train), size)]
        return Vectorized(self.stack(context.map(_transformed, parts), format="csr"), vectorizer)


def _transformed(part: Tuple[Any, List[str]]) -> Any:
    vectorizer, texts = part
    return vectorizer.transform(texts)


PLUGIN = Transform
