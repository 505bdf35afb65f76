"""A fitted network of dense layers that predicts in NumPy, so that scoring needs no library of the solver's."""

from __future__ import annotations

from typing import Any, Sequence, Tuple

Layer = Tuple[Any, Any]
"""Weights (outputs × inputs) and biases (outputs)."""


class FittedLayers:
    """Dense layers with max(0, ·) between them. Of two classes the last has one output: the second class's log-odds.

    A single layer is a linear model. `classes` are the labels, in the order of the outputs.
    """

    def __init__(self, layers: Sequence[Layer], classes: Any) -> None:
        self.layers = list(layers)
        self.classes = classes

    def outputs(self, rows: Any) -> Any:
        """Shape (rows, outputs)."""
        import numpy as np

        weights, biases = self.layers[0]
        values = rows @ weights.T + biases
        for weights, biases in self.layers[1:]:
            values = np.maximum(values, 0) @ weights.T + biases
        return values

    def decision_function(self, rows: Any) -> Any:
        """Of two classes the second one's log-odds, shape (rows,); of more, the outputs."""
        values = self.outputs(rows)
        return values[:, 0] if values.shape[1] == 1 else values

    def predict(self, rows: Any) -> Any:
        """The likeliest label of each row."""
        values = self.decision_function(rows)
        return self.classes[values.argmax(axis=1) if values.ndim == 2 else (values > 0).astype(int)]
