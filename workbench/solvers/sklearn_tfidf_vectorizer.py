"""scikit-learn's TfidfVectorizer, then SGDClassifier."""

from __future__ import annotations

from typing import Any, Dict, List

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver


class TfidfVectorizer(EstimatorSolver):
    """Words counted with a vocabulary and weighted by rarity; a linear support vector machine on top.

    The vectoriser uses one thread; SGDClassifier fits its classes in threads where the backend is `threading`.
    """

    name = "sklearn.TfidfVectorizer"
    tasks = ("text-classification",)
    parameters: Dict[str, Any] = {"loss": "hinge", "alpha": 1e-4, "max_iter": 1000, "tol": 1e-3}

    def estimator_class(self) -> Any:
        """Pipeline."""
        from sklearn.feature_extraction import text
        from sklearn.linear_model import SGDClassifier
        from sklearn.pipeline import Pipeline

        self.text = text
        self.classifier = SGDClassifier
        return Pipeline

    def vectorizing(self) -> List[Any]:
        """The steps before the classifier."""
        return [("vectorize", self.text.TfidfVectorizer())]

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """The pipeline's steps."""
        chosen = {name: self.values[name] for name in ("loss", "alpha", "max_iter", "tol")}
        classify = self.classifier(random_state=context.seed, **chosen)
        return {"steps": [*self.vectorizing(), ("classify", classify)]}


PLUGIN = TfidfVectorizer
