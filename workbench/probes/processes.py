"""How many processes and threads the tree has."""

from __future__ import annotations

from typing import Mapping, Optional

from workbench.contracts import ObservedTree, Place, Probe


class Processes(Probe):
    """Counts of the living at each tick; what came and went between two ticks is not seen."""

    name = "processes"
    series = {"processes": "1", "threads": "1"}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._peak_processes = 0
        self._peak_threads = 0

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:  # noqa: ARG002 - the contract's
        """Processes, and threads over all of them."""
        threads = sum([process.threads for process in tree.processes])
        self._peak_processes = max(self._peak_processes, len(tree.processes))
        self._peak_threads = max(self._peak_threads, threads)
        return {"processes": len(tree.processes), "threads": threads}

    def totals(self) -> Mapping[str, Optional[float]]:
        """The largest counts seen; None where the tree was gone before the first tick."""
        return {"tree_peak_processes": self._peak_processes or None, "tree_peak_threads": self._peak_threads or None}


PLUGIN = Processes
