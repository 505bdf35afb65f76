"""Linear models as they come home from another library: coefficients and an intercept, predicting in NumPy."""

from __future__ import annotations

from typing import Any


class Linear:
    """`coef_`, shape (features,), and `intercept_`."""

    def __init__(self, coef: Any, intercept: Any) -> None:
        self.coef_ = coef
        self.intercept_ = intercept

    def decision_function(self, rows: Any) -> Any:
        """x·w + intercept, one a row."""
        return rows @ self.coef_ + self.intercept_


class LinearRegressor(Linear):
    """Predicts values."""

    predict = Linear.decision_function


class LinearClassifier(Linear):
    """Predicts 0 or 1."""

    def predict(self, rows: Any) -> Any:
        """1 where the decision function is above 0."""
        return (self.decision_function(rows) > 0).astype("int8")
