"""What the Snap ML solvers share: their environment, plain arrays, and workers as `n_jobs`."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._estimator import EstimatorSolver

ENVIRONMENT = DeclaredEnvironment("snapml", ("snapml==1.17.2", "scikit-learn==1.9.*"))


class SnapSolver(EstimatorSolver):
    """Fits one of Snap ML's estimators; its own threads are the workers, or its own kernels on a card (CUDA 12).

    Source: snapml.readthedocs.io, class by class.
    """

    requires = {"snapml": "pip install snapml"}
    environment = ENVIRONMENT
    scales_with = "own"
    devices = ("cpu", "cuda")
    cards_argument = "device_ids"
    """What it calls the numbers of the cards."""
    attribute = ""
    """The estimator's name in snapml."""

    def estimator_class(self) -> Any:
        """The estimator."""
        import snapml

        return getattr(snapml, self.attribute)

    def chosen(self) -> Dict[str, Any]:
        """What the case's parameters set of the estimator."""
        return dict(self.values)

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """As the parameters say, on `context.workers` threads and all cards of the case."""
        found = dict(self.chosen(), n_jobs=context.workers, random_state=context.seed)
        if context.device == "cuda":
            found.update({"use_gpu": True, self.cards_argument: list(range(max(1, context.cards)))})
        return found

    def solve(self, data: Any, context: Context) -> Any:
        """Construct and fit on plain views of the mapped arrays."""
        estimator = self.imported(**self.arguments(data, context))
        return Fitted(estimator.fit(_plain(data.X_train), _plain(data.y_train)))


class Fitted:
    """A fitted estimator that takes memory-mapped rows."""

    def __init__(self, estimator: Any) -> None:
        self._estimator = estimator

    def __getattr__(self, name: str) -> Any:
        """`predict`, `predict_proba` or `decision_function`, where the estimator has it."""
        method = getattr(self._estimator, name)
        return lambda rows: method(_plain(rows))


def _plain(rows: Any) -> Any:
    """The same memory as a plain array: Snap ML refuses its subclasses, numpy's memory map among them."""
    import numpy as np

    return np.asarray(rows)
