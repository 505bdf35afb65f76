"""scikit-learn's GridSearchCV over a text pipeline."""

from __future__ import annotations

from typing import Any

from workbench.solvers._searches import TextSearch


class GridSearchCV(TextSearch):
    """Tries use_idf × norm × `alphas` values of alpha on HashingVectorizer → TfidfTransformer → SGDClassifier.

    Each of the 4 · `alphas` candidates is fitted `cv` times, one task a fit on the backend's workers; then the
    best is fitted once on all rows, by itself. `alpha` is the largest value; each next one is a tenth.
    """

    name = "sklearn.GridSearchCV"

    def search_class(self) -> Any:
        """GridSearchCV."""
        from sklearn.model_selection import GridSearchCV as Search

        return Search


PLUGIN = GridSearchCV
