"""Handwritten digits: the small classification problem that comes with scikit-learn."""

from __future__ import annotations

from typing import Any, Optional

from workbench.child.scoring import accuracy
from workbench.contracts import Workload
from workbench.workloads._split import Split, open_split, write_split

TRAINING_ROWS = 1200


class Digits(Workload):
    """Tell ten handwritten digits apart, 8 × 8 pixels each; scored by accuracy on held-out ones.

    The first 1,200 of scikit-learn's 1,797 images train; the other 597 are held out.

    Tolerance 0.02: over ten seeds the accuracy of one and the same forest of 100 trees spans 0.017.
    """

    name = "digits"
    requires = {"numpy": "pip install numpy", "sklearn": "pip install scikit-learn"}
    task = "classification"
    score_name = "accuracy"
    tolerance = 0.02

    def prepare(self, folder: str) -> None:
        """Write both parts, pixels from 0 to 1."""
        from sklearn.datasets import load_digits

        rows, digits = load_digits(return_X_y=True)
        rows = rows / 16.0
        first = slice(TRAINING_ROWS)
        last = slice(TRAINING_ROWS, None)
        write_split(folder, Split(rows[first], digits[first], rows[last], digits[last]))

    def load(self, folder: Optional[str]) -> Split:
        """Both parts; X memory-mapped."""
        assert folder is not None
        return open_split(folder)

    def score(self, data: Split, result: Any) -> float:
        """Accuracy over the held-out images."""
        return accuracy(data.y_test, result.predict(data.X_test))


PLUGIN = Digits
