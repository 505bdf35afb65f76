"""Logistic loss over sparse rows, to be brought down to a stated share of what is possible: steps to the same loss."""

from __future__ import annotations

import json
import math
import os
from typing import Any, Iterator, NamedTuple, Optional, Tuple

from workbench.contracts import Workload
from workbench.errors import DataError
from workbench.workloads._refusing import refuse, too_small

ARRAYS = ("columns", "values", "labels")
RAREST = 20.0
"""A row's columns are drawn with chances in proportion to 1 / (RAREST + column), as words of a text are."""
MARGIN = 3.0
"""The standard deviation of the margins of the law: about one label in seven is against it."""
CHECKED_ROWS = 5000
CHUNK_ROWS = 20000
START_LOSS = math.log(2.0)
"""Of weights that are all 0."""


class SparseRows(NamedTuple):
    """What `load` returns: `nonzeros` columns and values a row (rows × nonzeros, int32 and float32) and labels −1 or 1.

    All three are memory-mapped and lie at `paths`, in that order, so that processes map the same files. A column that
    is drawn twice counts twice. Descent is to end when the mean loss over every `check_stride`-th row is at most
    `target_loss`; `optimum_loss` is the least over all rows.
    """

    columns: Any
    values: Any
    labels: Any
    paths: Tuple[str, ...]
    features: int
    check_stride: int
    target_loss: float
    optimum_loss: float


class SparseLogistic(Workload):
    """Minimise the mean logistic loss over sparse rows down to a stated loss; scored by how much of the gap is closed.

    The loss of a row is log(1 + exp(−y·x·w)). The score is (ln 2 − loss) / (ln 2 − least loss) over all rows: 0 for
    weights of 0, 1 at the optimum, which `prepare` finds by L-BFGS. Every solver ends at the same loss: where the gap
    closed on 5,000 of the rows is `target_ratio`. What is compared are the steps, the seconds and the bytes that this
    takes. Columns are as frequent as words: a few are in most rows, most are rare. A result is the weights, shape
    (`features`,).

    Tolerance 0.015: at the default target all rows come out from 0.986 on, and who takes a stretch of steps more, or is
    held up while others go on, ends nearer to 1.
    """

    name = "sparse-logistic"
    requires = {"numpy": "pip install numpy"}
    parameters = {"samples": 100000, "features": 2000, "nonzeros": 50, "target_ratio": 0.99, "seed": 0}
    small = {"samples": 20000, "features": 200, "nonzeros": 20}
    task = "logistic-loss"
    score_name = "gap closed"
    tolerance = 0.015

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = too_small(self.values, {"samples": 100, "features": 1, "nonzeros": 1, "seed": 0})
        if not 0 < self.values["target_ratio"] < 1:
            wrong.append("target_ratio is %s; it must be between 0 and 1" % self.values["target_ratio"])
        refuse(self.name, wrong)

    def prepare(self, folder: str) -> None:
        """Write the rows, and the least loss with the weights that have it."""
        import numpy as np

        self._write_rows(folder)
        columns, values, labels = _mapped(folder)
        weights = _optimum(columns, values, labels, self.values["features"])
        np.save(os.path.join(folder, "optimum.npy"), weights)
        stride = self._stride()
        losses = {
            "optimum_loss": round(mean_loss(columns, values, labels, weights), 9),
            "checked_optimum_loss": round(mean_loss(columns[::stride], values[::stride], labels[::stride], weights), 9),
        }
        with open(os.path.join(folder, "losses.json"), "w") as file:
            json.dump(losses, file)

    def load(self, folder: Optional[str]) -> SparseRows:
        """The rows, memory-mapped, and where descent is to end."""
        assert folder is not None
        with open(os.path.join(folder, "losses.json")) as file:
            losses = json.load(file)
        target = START_LOSS - self.values["target_ratio"] * (START_LOSS - losses["checked_optimum_loss"])
        return SparseRows(
            *_mapped(folder),
            tuple(_path(folder, name) for name in ARRAYS),
            int(self.values["features"]),
            self._stride(),
            target,
            losses["optimum_loss"],
        )

    def score(self, data: SparseRows, result: Any) -> float:
        """How much of the gap between weights of 0 and the optimum is closed, over all rows. At most 1."""
        loss = mean_loss(data.columns, data.values, data.labels, result)
        return (START_LOSS - loss) / (START_LOSS - data.optimum_loss)

    def data_bytes(self) -> int:
        """Columns, values and labels."""
        return int(self.values["samples"]) * (8 * int(self.values["nonzeros"]) + 1)

    def _stride(self) -> int:
        return max(1, int(self.values["samples"]) // CHECKED_ROWS)

    def _write_rows(self, folder: str) -> None:
        import numpy as np

        rows, nonzeros = self.values["samples"], self.values["nonzeros"]
        kinds = ("<i4", "<f4", "|i1")
        shapes = ((rows, nonzeros), (rows, nonzeros), (rows,))
        made = [
            np.lib.format.open_memmap(_path(folder, name), mode="w+", dtype=kind, shape=shape)
            for name, kind, shape in zip(ARRAYS, kinds, shapes)
        ]
        for first, chunk in self._chunks():
            for array, part in zip(made, chunk):
                array[first : first + len(part)] = part
        for array in made:
            array.flush()

    def _chunks(self) -> Iterator[Tuple[int, Tuple[Any, Any, Any]]]:
        """(first row, (columns, values, labels)) of stretches that fit in memory whatever `samples` is."""
        import numpy as np

        random = np.random.default_rng(self.values["seed"])
        features, nonzeros = self.values["features"], self.values["nonzeros"]
        chances = np.cumsum(1.0 / (RAREST + np.arange(features)))
        law = MARGIN * random.standard_normal(features)
        for first in range(0, self.values["samples"], CHUNK_ROWS):
            shape = (min(CHUNK_ROWS, self.values["samples"] - first), nonzeros)
            columns = np.searchsorted(chances, random.random(shape) * chances[-1], side="right")
            columns = np.minimum(columns, features - 1).astype("<i4")
            values = (random.standard_normal(shape) / math.sqrt(nonzeros)).astype("<f4")
            # einsum, not a BLAS product: its bits don't depend on the number of threads.
            margins = np.einsum("ij,ij->i", values, law[columns])
            positive = random.random(shape[0]) < 1.0 / (1.0 + np.exp(-margins))
            yield first, (columns, values, np.where(positive, 1, -1).astype("|i1"))


def mean_loss(columns: Any, values: Any, labels: Any, weights: Any) -> float:
    """The mean of log(1 + exp(−y·x·w)) over rows of shape (rows, nonzeros), weights of shape (features,)."""
    import numpy as np

    total = 0.0
    for first in range(0, len(labels), CHUNK_ROWS):
        part = slice(first, first + CHUNK_ROWS)
        margins = labels[part] * np.einsum("ij,ij->i", values[part], weights[columns[part]])
        total += float(np.logaddexp(0.0, -margins).sum())
    return total / len(labels)


def _path(folder: str, name: str) -> str:
    return os.path.join(folder, name + ".npy")


def _mapped(folder: str) -> Tuple[Any, Any, Any]:
    import numpy as np

    columns, values, labels = (np.load(_path(folder, name), mmap_mode="r", allow_pickle=False) for name in ARRAYS)
    return columns, values, labels


def _optimum(columns: Any, values: Any, labels: Any, features: int) -> Any:
    """The weights of the least mean loss, shape (features,), by L-BFGS to a gradient of 1e-6 a weight."""
    try:
        from scipy import optimize, sparse
    except ImportError:
        raise DataError("finding the least loss needs scipy", "pip install scipy") from None
    import numpy as np

    rows, nonzeros = columns.shape
    starts = np.arange(0, rows * nonzeros + 1, nonzeros)
    table = sparse.csr_matrix((values.ravel().astype(np.float64), columns.ravel(), starts), shape=(rows, features))
    across = table.T.tocsr()

    def loss_and_gradient(weights: Any) -> Tuple[float, Any]:
        margins = labels * (table @ weights)
        pull = labels * np.exp(-np.logaddexp(0.0, margins))
        return float(np.logaddexp(0.0, -margins).mean()), -(across @ pull) / rows

    options = {"maxiter": 1000, "maxcor": 20, "gtol": 1e-6, "ftol": 0.0}
    found = optimize.minimize(loss_and_gradient, np.zeros(features), jac=True, method="L-BFGS-B", options=options)
    return found.x


PLUGIN = SparseLogistic
