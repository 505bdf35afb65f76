"""The candidates that every search over the text pipeline chooses from, and the pipeline itself."""

from __future__ import annotations

from typing import Any, Dict, List

from workbench.contracts import Context
from workbench.solvers.sklearn_tfidf_vectorizer import TfidfVectorizer


class TextSearch(TfidfVectorizer):
    """Searches use_idf × norm × `alphas` values of alpha on HashingVectorizer → TfidfTransformer → SGDClassifier.

    The best candidate is fitted once more on all rows, by itself. `alpha` is the largest value; each next one is a
    tenth. A subclass says which search.
    """

    scales_with = "workers"
    parameters = {**TfidfVectorizer.parameters, "n_features": 2**18, "alphas": 2, "cv": 3}

    def estimator_class(self) -> Any:
        """The search."""
        self.pipeline = super().estimator_class()
        return self.search_class()

    def search_class(self) -> Any:
        """Import and return the search."""
        raise TypeError("solver %r has no search_class()" % self.name)

    def vectorizing(self) -> List[Any]:
        """Hash, then weigh as the grid says."""
        hashing = self.text.HashingVectorizer(n_features=self.values["n_features"], alternate_sign=False)
        return [("vectorize", hashing), ("weigh", self.text.TfidfTransformer())]

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """The pipeline, and what the search does with the candidates. Inside a fit nothing else is parallel."""
        pipeline = self.pipeline(**super().arguments(data, context)).set_params(classify__n_jobs=1)
        return {"estimator": pipeline, "cv": self.values["cv"], **self.searching(context)}

    def searching(self, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - for those who override it
        """What the search is told besides the pipeline and the folds."""
        return {"param_grid": self.grid()}

    def grid(self) -> Dict[str, List[Any]]:
        """Parameter → values."""
        return {
            "weigh__use_idf": [True, False],
            "weigh__norm": ["l2", "l1"],
            "classify__alpha": [self.values["alpha"] / 10**step for step in range(self.values["alphas"])],
        }
