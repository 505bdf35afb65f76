"""scikit-learn's GridSearchCV over a text pipeline."""

from __future__ import annotations

from typing import Any, Dict, List

from workbench.contracts import Context
from workbench.solvers.sklearn_tfidf_vectorizer import TfidfVectorizer


class GridSearchCV(TfidfVectorizer):
    """Tries use_idf × norm × `alphas` values of alpha on HashingVectorizer → TfidfTransformer → SGDClassifier.

    Each of the 4 · `alphas` candidates is fitted `cv` times, one task a fit on the backend's workers; then the
    best is fitted once on all rows, by itself. `alpha` is the largest value; each next one is a tenth.
    """

    name = "sklearn.GridSearchCV"
    scales_with = "workers"
    parameters = {**TfidfVectorizer.parameters, "n_features": 2**18, "alphas": 2, "cv": 3}

    def estimator_class(self) -> Any:
        """GridSearchCV."""
        from sklearn.model_selection import GridSearchCV as Search

        self.pipeline = super().estimator_class()
        return Search

    def vectorizing(self) -> List[Any]:
        """Hash, then weigh as the grid says."""
        hashing = self.text.HashingVectorizer(n_features=self.values["n_features"], alternate_sign=False)
        return [("vectorize", hashing), ("weigh", self.text.TfidfTransformer())]

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """The pipeline, the grid and the folds. Inside a fit nothing else is parallel."""
        pipeline = self.pipeline(**super().arguments(data, context)).set_params(classify__n_jobs=1)
        return {"estimator": pipeline, "param_grid": self.grid(), "cv": self.values["cv"]}

    def grid(self) -> Dict[str, List[Any]]:
        """Parameter → values."""
        return {
            "weigh__use_idf": [True, False],
            "weigh__norm": ["l2", "l1"],
            "classify__alpha": [self.values["alpha"] / 10**step for step in range(self.values["alphas"])],
        }


PLUGIN = GridSearchCV
