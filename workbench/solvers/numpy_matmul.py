"""The BLAS that NumPy has."""

from __future__ import annotations

from typing import Any

from workbench.contracts import Context, Solver


class Matmul(Solver):
    """`numpy.matmul`; BLAS's threads are the workers' threads."""

    name = "numpy.matmul"
    requires = {"numpy": "pip install numpy"}
    tasks = ("matrix-product",)

    def setup(self, data: Any) -> None:
        """Read the factors: a mapped file would be read in the first call."""
        import numpy as np

        self._factors = np.array(data.left), np.array(data.right)

    def solve(self, data: Any, context: Context) -> Any:  # noqa: ARG002 - the contract's
        """The product."""
        import numpy as np

        return np.matmul(*self._factors)


PLUGIN = Matmul
