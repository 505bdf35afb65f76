"""scikit-learn's TfidfVectorizer by itself."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver
from workbench.solvers._vectorized import Vectorized


class FitTransform(EstimatorSolver):
    """Builds the vocabulary of all documents and weighs their words by rarity: one process, one thread.

    Whoever wants the vocabulary must have seen all documents, so that no part of them can be done apart.
    """

    name = "sklearn.TfidfVectorizer.fit_transform"
    tasks = ("vectorizing",)
    parameters = {"sublinear_tf": False}

    def estimator_class(self) -> Any:
        """TfidfVectorizer."""
        from sklearn.feature_extraction.text import TfidfVectorizer as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say."""
        return dict(self.values)

    def solve(self, data: Any, context: Context) -> Vectorized:
        """Construct, fit and transform."""
        vectorizer = self.imported(**self.arguments(data, context))
        return Vectorized(vectorizer.fit_transform(data.X_train), vectorizer)


PLUGIN = FitTransform
