"""What scikit-learn's estimators share where they compute with PyTorch's arrays: `array_api_dispatch`.

Source: scikit-learn 1.9, user guide 13.2, "Array API support".
"""

from __future__ import annotations

import os
from typing import Any, Dict, Sequence

from workbench.contracts import Context, Solver
from workbench.errors import CannotRun
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._array_solver import require_precision
from workbench.solvers._arrays import Torch

ENVIRONMENT = DeclaredEnvironment(
    "sklearn-arrays", ("scikit-learn==1.9.*", "torch==2.13.*", "numpy==2.*", "array-api-compat==1.*")
)
NUMPY, TORCH = "numpy", "torch"
SWITCH = "SCIPY_ARRAY_API"
"""SciPy reads it when it is imported."""


class DispatchingSolver(Solver):
    """Fits one estimator of scikit-learn's, in double precision or single, on arrays of `torch` (on the CPU or a card)
    or, as ever, of `numpy`: the same estimator in the same environment.

    With `torch` the fitted estimator's arrays are home again before it predicts, as after scikit-learn's own
    `fit` on NumPy's.
    """

    requires = dict(Torch.requires, sklearn="pip install scikit-learn")
    environment = ENVIRONMENT
    devices = ("cpu", "cuda")
    variants = (TORCH, NUMPY)

    def estimator_class(self) -> Any:
        """Import and return the estimator's class."""
        raise TypeError("solver %r has no estimator_class()" % self.name)

    def arguments(self) -> Dict[str, Any]:
        """What the estimator is constructed with."""
        return {}

    def inputs(self, data: Any) -> Sequence[Any]:
        """What `fit` takes."""
        return data.X_train, data.y_train

    def home(self, estimator: Any) -> Any:
        """The fitted estimator with NumPy's arrays: what is scored."""
        for name, value in vars(estimator).items():
            if hasattr(value, "detach"):
                setattr(estimator, name, self.arrays.take(value))
        return estimator

    def __init__(self, variant: Any = None, **parameters: Any) -> None:
        super().__init__(variant, **parameters)
        self._device = self.devices[0]

    def check(self) -> None:
        """The precisions that libraries share."""
        require_precision(self.values)

    def configure(self, context: Context) -> None:
        """Where to compute; SciPy must hear of it before it is imported. Raises CannotRun for NumPy on a card."""
        self._device = context.device
        if self.variant == NUMPY:
            if self._device != "cpu":
                raise CannotRun("NumPy computes on the CPU only")
            return
        os.environ[SWITCH] = "1"

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import the estimator, and PyTorch where it is to be used."""
        self.imported = self.estimator_class()
        self.precision = str(self.values["precision"])
        if self.variant == TORCH:
            self.arrays = Torch(self._device)

    def solve(self, data: Any, context: Context) -> Any:
        """Ship, fit, bring what was fitted home; NumPy's arrays are where they are."""
        if self.variant == NUMPY:
            rows = [self._as_numpy(each) for each in self.inputs(data)]
            return self.imported(**self.arguments()).fit(*rows)
        import sklearn

        self.arrays.forget_peak()
        with context.phase("transfer_in"):
            rows = [self.arrays.put(each, self._type_of(each)) for each in self.inputs(data)]
            self.arrays.wait()
        with context.phase("compute"), sklearn.config_context(array_api_dispatch=True):
            estimator = self.imported(**self.arguments()).fit(*rows)
            self.arrays.wait()
        with context.phase("transfer_out"):
            found = self.home(estimator)
        self.arrays.tell_peak(context)
        return found

    def _type_of(self, values: Any) -> str:
        """Labels stay whole numbers."""
        return str(self.precision) if values.dtype.kind == "f" else "int64"

    def _as_numpy(self, values: Any) -> Any:
        import numpy as np

        return np.asarray(values, dtype=self._type_of(values))
