"""Where do rows crowd? Rows drawn around a few centres, which overlap."""

from __future__ import annotations

import os
from typing import Any, Iterator, NamedTuple, Optional, Tuple

from workbench.contracts import Workload
from workbench.workloads._chunked import rows_at_once, write_arrays
from workbench.workloads._refusing import refuse, too_small

MOST_TEST_ROWS = 10000


class Crowds(NamedTuple):
    """What `load` returns: rows to find centres for, held-out rows, and the centres that both were drawn around.

    The number of `centres`, shape (clusters, features), is how many to find.
    """

    X_train: Any
    X_test: Any
    centres: Any


class Clusters(Workload):
    """Find the centres of `clusters` crowds of rows; scored by held-out inertia over that of the true centres.

    Rows are N(c, I), each around one of the centres c ~ N(0, `spread`²·I), drawn at random (float64). Inertia is the
    mean squared distance of a row to the nearest centre. At 1 the centres are as good as the true ones; as crowds
    overlap a little less is reached. `samples` rows are searched; a tenth as many more (at most 10,000) are held out. A
    result has `cluster_centers_`, shape (clusters, features).

    Tolerance 0.005: over five seeds scikit-learn's KMeans spans less than 0.0001 with 20,000 and with 100,000 rows,
    and MiniBatchKMeans, which stops earlier, ends 0.01 to 0.03 above it. With `spread` 1 crowds hardly overlap, and
    runs that end in a poor optimum lie 0.05 apart.
    """

    name = "clusters"
    requires = {"numpy": "pip install numpy"}
    parameters = {"samples": 100000, "features": 20, "clusters": 8, "spread": 0.5, "seed": 0}
    small = {"samples": 20000}
    task = "clustering"
    score_name = "inertia / true centres'"
    higher_is_better = False
    tolerance = 0.005

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = too_small(self.values, {"samples": 20, "features": 1, "clusters": 1, "spread": 0, "seed": 0})
        if self.values["clusters"] > self.values["samples"]:
            wrong.append("clusters is %d, of %d samples" % (self.values["clusters"], self.values["samples"]))
        refuse(self.name, wrong)

    def prepare(self, folder: str) -> None:
        """Write both parts and the centres, chunk by chunk; memory stays at a few chunks of 8 MiB."""
        import numpy as np

        random = np.random.default_rng(self.values["seed"])
        shape = (self.values["clusters"], self.values["features"])
        centres = self.values["spread"] * random.standard_normal(shape)
        np.save(os.path.join(folder, "centres.npy"), centres.astype("<f8"), allow_pickle=False)
        for name, rows in (("X_train", int(self.values["samples"])), ("X_test", self._test_rows())):
            path = os.path.join(folder, name + ".npy")
            write_arrays({path: (rows, centres.shape[1])}, self._chunks(rows, random, centres))

    def _chunks(self, rows: int, random: Any, centres: Any) -> Iterator[Tuple[Any]]:
        at_once = rows_at_once(centres.shape[1])
        for first in range(0, rows, at_once):
            around = centres[random.integers(0, len(centres), min(at_once, rows - first))]
            yield (around + random.standard_normal(around.shape),)

    def _test_rows(self) -> int:
        return int(min(MOST_TEST_ROWS, max(10, self.values["samples"] // 10)))

    def load(self, folder: Optional[str]) -> Crowds:
        """Both parts, memory-mapped and read-only, and the centres."""
        import numpy as np

        assert folder is not None

        def opened(name: str, mode: Any) -> Any:
            return np.load(os.path.join(str(folder), name + ".npy"), mmap_mode=mode, allow_pickle=False)

        return Crowds(opened("X_train", "r"), opened("X_test", "r"), opened("centres", None))

    def score(self, data: Crowds, result: Any) -> float:
        """Inertia of the held-out rows around the centres found, over that around the true ones; lower is better."""
        return inertia(data.X_test, result.cluster_centers_) / inertia(data.X_test, data.centres)

    def data_bytes(self) -> int:
        """Both parts."""
        return (int(self.values["samples"]) + self._test_rows()) * int(self.values["features"]) * 8


def inertia(rows: Any, centres: Any) -> float:
    """The mean squared distance of a row to the nearest centre."""
    products = (centres**2).sum(axis=1) - 2 * (rows @ centres.T)
    return float(((rows**2).sum(axis=1) + products.min(axis=1)).mean())


PLUGIN = Clusters
