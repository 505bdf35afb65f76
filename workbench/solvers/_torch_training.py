"""Steps over batches, alike for one process and for many: a rank takes its share of each."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from workbench.solvers._torch import log_loss
from workbench.solvers._torch_rows import Rank, Rows, share


def descend(
    rank: Rank,
    rows: Rows,
    batches: Iterable[slice],
    model: Any,
    optimizer: Any,
    backward: Callable[[Any], None] = lambda loss: loss.backward(),
) -> None:
    """A step a batch: each rank computes the gradient of its share, and what wraps `model` averages over the ranks.

    A rank's loss is its part of the batch's mean times the number of ranks, so that the average over ranks is the
    batch's mean, also where shares are unequal.
    """
    for batch in batches:
        features, codes = rows.part(share(batch, rank))
        optimizer.zero_grad()
        backward(rank.size * log_loss(model(features), codes, batch.stop - batch.start))
        optimizer.step()
