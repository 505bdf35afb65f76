"""Scores of predictions on held-out data.

Only array methods are used, so this module imports no library and takes any array that has NumPy's methods.
"""

from __future__ import annotations

import math
from typing import Any


def accuracy(truth: Any, predicted: Any) -> float:
    """The share of predictions, shape (rows,), that equal the truth. 0 to 1."""
    return float((truth == predicted).mean())


def r2(truth: Any, predicted: Any) -> float:
    """The coefficient of determination 1 − Σ(y−ŷ)² / Σ(y−ȳ)², over shape (rows,). At most 1.

    NaN where the truth is constant: then there is no variance to explain.
    """
    spread = float(((truth - truth.mean()) ** 2).sum())
    return 1.0 - float(((truth - predicted) ** 2).sum()) / spread if spread > 0 else float("nan")


def roc_auc(positive: Any, decision: Any) -> float:
    """The area under the ROC curve of decision values, shape (rows,), for a boolean `positive`. 0 to 1.

    The Mann-Whitney form: the chance that a positive is put above a negative, ties counting one half
    (Hanley & McNeil 1982), from mid-ranks. NaN where a decision is NaN or one of the two classes is missing.
    """
    positives = int(positive.sum())
    negatives = len(positive) - positives
    ordered = decision.copy()
    ordered.sort()
    # NaN sorts last.
    if not positives or not negatives or math.isnan(float(ordered[-1])):
        return float("nan")
    chosen = decision[positive]
    # Twice the mid-rank is an integer: the ranks of a tie's first and last place, added.
    doubled_ranks = ordered.searchsorted(chosen, side="left") + ordered.searchsorted(chosen, side="right") + 1
    rank_sum = int(doubled_ranks.sum()) / 2.0
    return (rank_sum - positives * (positives + 1) / 2.0) / (positives * negatives)
