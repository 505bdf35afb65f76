"""A grid search over arrays that its workers share through files, or each holds by itself."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any, Dict, List, Tuple

from workbench.contracts import Context
from workbench.solvers._estimator import SKLEARN, EstimatorSolver

Fold = Tuple[Any, Any, Any, Any]
"""X and y to train on, X and y to judge by."""


class Memmapping(EstimatorSolver):
    """Fits `alphas` candidates of SGDClassifier on each of `cv` folds, one task a fit through joblib's Parallel.

    The folds are made once. `memmap` writes them to .npy files and hands out memory maps: every worker reads
    the same pages, and `cv` data sets are held. `automatic` hands out plain arrays, which joblib puts into files by
    itself from 1 MB on: those, and the main process's own, are held. `pickle` forbids that (`max_nbytes=None`): each
    task gets a copy, and as many more are held as there are workers. The same fits in all three; then the best
    candidate is fitted on all rows. Writing is part of the time, the phase `transfer_in`.
    """

    name = "joblib.memmapping"
    tasks = ("classification",)
    variants = ("memmap", "automatic", "pickle")
    requires = {**SKLEARN, "joblib": "pip install joblib"}
    scales_with = "workers"
    parameters = {"alpha": 1e-3, "alphas": 3, "cv": 3, "max_iter": 5}

    def estimator_class(self) -> Any:
        """SGDClassifier."""
        import joblib
        from sklearn.linear_model import SGDClassifier as Estimator
        from sklearn.model_selection import StratifiedKFold

        self.joblib = joblib
        self.folding = StratifiedKFold
        return Estimator

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the base's
        """The first candidate: `alpha` is the largest value; each next one is a tenth."""
        return {
            "loss": "log_loss",
            "average": True,
            "alpha": self.values["alpha"],
            "max_iter": self.values["max_iter"],
            "tol": None,
            "random_state": context.seed,
        }

    def solve(self, data: Any, context: Context) -> Any:
        """Search, then fit the best on all rows; returns the fitted estimator."""
        folder = tempfile.mkdtemp(prefix="folds-", dir=context.scratch)
        try:
            with context.phase("transfer_in"):
                folds = self._folds(data, folder)
            with context.phase("compute"):
                best = self._best(folds, self.arguments(data, context))
        finally:
            shutil.rmtree(folder)
        return best.fit(data.X_train, data.y_train)

    def _folds(self, data: Any, folder: str) -> List[Fold]:
        import numpy as np

        rows, labels = np.asarray(data.X_train), data.y_train
        folds: List[Fold] = []
        for train, judge in self.folding(self.values["cv"]).split(rows, labels):
            fold = rows[train], labels[train], rows[judge], labels[judge]
            folds.append(fold if self.variant != "memmap" else self._mapped(fold, folder, len(folds)))
        return folds

    def _mapped(self, fold: Fold, folder: str, number: int) -> Fold:
        train, train_labels, judge, judge_labels = fold
        return (
            self._map(train, folder, "train", number),
            train_labels,
            self._map(judge, folder, "judge", number),
            judge_labels,
        )

    def _map(self, rows: Any, folder: str, part: str, number: int) -> Any:
        import numpy as np

        path = os.path.join(folder, "%s-%d.npy" % (part, number))
        np.save(path, rows)
        return np.load(path, mmap_mode="r", allow_pickle=False)

    def _best(self, folds: List[Fold], first: Dict[str, Any]) -> Any:
        """The candidate, not fitted, that has the best mean score over the folds."""
        options: Dict[str, Any] = {"max_nbytes": None} if self.variant == "pickle" else {}
        alphas = [first["alpha"] / 10**step for step in range(self.values["alphas"])]
        candidates = [self.imported(**dict(first, alpha=alpha)) for alpha in alphas]
        scores = self.joblib.Parallel(**options)(
            self.joblib.delayed(_judged)(candidate, fold) for candidate in candidates for fold in folds
        )
        sums = [sum(scores[start : start + len(folds)]) for start in range(0, len(scores), len(folds))]
        return candidates[sums.index(max(sums))]


def _judged(candidate: Any, fold: Fold) -> float:
    """The accuracy of a copy of the candidate, fitted on one part of a fold, on the other."""
    from sklearn.base import clone

    train, train_labels, judge, judge_labels = fold
    return float(clone(candidate).fit(train, train_labels).score(judge, judge_labels))


PLUGIN = Memmapping
