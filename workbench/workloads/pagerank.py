"""Which nodes of a graph do links lead to? PageRank on a seeded graph in which few nodes have most links."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Optional

from workbench.contracts import Workload
from workbench.workloads._refusing import refuse, too_small

DAMPING = 0.85
REFERENCE_RESIDUAL = 1e-12
"""Sum of absolute changes at which the reference stops: a hundred steps or so, at 0.85 a step."""


class Links(NamedTuple):
    """What `load` returns: the graph, what a step follows, and the ranks to be found.

    `sources` and `targets`, int32, are the two ends of each link, no link twice and none from a node to itself; every
    node of `nodes` has a link of its own. `damping` is the share of steps that follow a link. `ranks`, float64, shape
    (nodes,), add up to 1.
    """

    sources: Any
    targets: Any
    nodes: int
    damping: float
    ranks: Any


class PageRank(Workload):
    """Rank the nodes of a scale-free graph by PageRank; scored by the share of rank at the right node.

    Each node links to as many others as `degree` says on average, drawn so that node i is chosen with a probability
    proportional to (i + 1)^−1/2: the number of links that lead to a node then falls off by a power law with exponent 3,
    as in Barabási and Albert (Science 286, 1999). Links that are drawn twice count once. A result is the ranks, shape
    (nodes,). The score is 1 − ½ Σ |rank − reference|, the reference being iterated in double precision until steps
    change it by less than 1e-12 in all.

    Tolerance 1e-5: an iteration that stops at a sum of changes of 1e-6 is wrong by less than 6e-6.
    """

    name = "pagerank"
    requires = {"numpy": "pip install numpy", "scipy": "pip install scipy"}
    parameters = {"nodes": 100000, "degree": 10, "seed": 0}
    small = {"nodes": 5000}
    task = "pagerank"
    score_name = "rank at the right node"
    tolerance = 1e-5

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = too_small(self.values, {"nodes": 10, "degree": 1, "seed": 0})
        if self.values["nodes"] >= 2**31:
            wrong.append("nodes is %d; they are numbered in 32 bits" % self.values["nodes"])
        refuse(self.name, wrong)

    def prepare(self, folder: str) -> None:
        """Draw the links and iterate the reference."""
        import numpy as np

        sources, targets = self._links()
        ranks = reference(sources, targets, int(self.values["nodes"]))
        for name, array in (("sources", sources), ("targets", targets), ("ranks", ranks)):
            np.save(os.path.join(folder, name + ".npy"), array, allow_pickle=False)

    def _links(self) -> Any:
        import numpy as np

        nodes, degree = int(self.values["nodes"]), int(self.values["degree"])
        random = np.random.default_rng(self.values["seed"])
        sources = np.repeat(np.arange(nodes), degree)
        # The inverse of the distribution: P(target < i) = (i / nodes)^½.
        targets = (nodes * random.random(len(sources)) ** 2).astype(np.int64)
        targets[targets == sources] = (targets[targets == sources] + 1) % nodes
        links = np.unique(sources * nodes + targets)
        return (links // nodes).astype("<i4"), (links % nodes).astype("<i4")

    def load(self, folder: Optional[str]) -> Links:
        """The links, memory-mapped, and the reference."""
        import numpy as np

        assert folder is not None

        def opened(name: str, mode: Any) -> Any:
            return np.load(os.path.join(str(folder), name + ".npy"), mmap_mode=mode, allow_pickle=False)

        return Links(
            opened("sources", "r"), opened("targets", "r"), int(self.values["nodes"]), DAMPING, opened("ranks", None)
        )

    def score(self, data: Links, result: Any) -> float:
        """From 0, all rank where none belongs, to 1."""
        import numpy as np

        return float(1 - np.abs(np.asarray(result, dtype="f8") - data.ranks).sum() / 2)

    def data_bytes(self) -> int:
        """Both ends of each link, as if none were drawn twice, and the ranks."""
        return int(self.values["nodes"]) * (8 * int(self.values["degree"]) + 8)


def reference(sources: Any, targets: Any, nodes: int) -> Any:
    """The ranks, shape (nodes,), by power iteration; every node has a link of its own."""
    import numpy as np
    from scipy.sparse import csr_array

    share = 1.0 / np.bincount(sources, minlength=nodes)
    step = csr_array((share[sources], (targets, sources)), shape=(nodes, nodes))
    ranks, change = np.full(nodes, 1.0 / nodes), 1.0
    while change > REFERENCE_RESIDUAL:
        moved = DAMPING * (step @ ranks) + (1 - DAMPING) / nodes
        ranks, change = moved, float(np.abs(moved - ranks).sum())
    return ranks / ranks.sum()


PLUGIN = PageRank
