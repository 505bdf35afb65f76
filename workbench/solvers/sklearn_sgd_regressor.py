"""scikit-learn's SGDRegressor: linear regression by stochastic gradient descent."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import EstimatorSolver

NORM_ROWS = 1000


class SGDRegressor(EstimatorSolver):
    """Ridge's objective at the same alpha (divided by the rows), weights averaged over steps. One thread.

    `eta0` 0: the first step is 1 / mean |x|² (over the first 1,000 rows). scikit-learn's own 0.01 diverges
    from about 200 standardised features on, because a step beyond 2 / |x|² overshoots.
    """

    name = "sklearn.SGDRegressor"
    tasks = ("regression",)
    parameters = {"alpha": 1.0, "eta0": 0.0, "average": True, "max_iter": 1000, "tol": 1e-3}

    def estimator_class(self) -> Any:
        """SGDRegressor."""
        from sklearn.linear_model import SGDRegressor as Estimator

        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As the parameters say."""
        return {
            "alpha": self.values["alpha"] / len(data.y_train),
            "eta0": self.values["eta0"] or 1.0 / mean_square_norm(data.X_train[:NORM_ROWS]),
            "average": self.values["average"],
            "max_iter": self.values["max_iter"],
            "tol": self.values["tol"],
            "random_state": context.seed,
        }


def mean_square_norm(rows: Any) -> float:
    """Mean |x|² with the intercept's constant 1 counted in."""
    return 1.0 + float((rows**2).sum()) / len(rows)


PLUGIN = SGDRegressor
