"""Bursts of work on a Dask cluster of a fixed size, or of one that adapts (`cluster.adapt`)."""

from __future__ import annotations

import time
from typing import Any, Dict, Hashable, List, Tuple

from workbench.child import dask
from workbench.contracts import Context, Part, Solver, WorkDone
from workbench.solvers._dask_lifetimes import lifetimes
from workbench.solvers._dask_nodes import cluster_on


class DaskBursts(Solver):
    """`fixed`: `workers` stand throughout; `adaptive`: from 1 to `workers`, as many as the waiting work asks for.

    Tells `node_seconds`, for how long workers stood in all. On a cluster that lends a part, each is a process on a node
    of it, started through that node's own worker and ended with the trial; a scheduler of the trial's own has them.
    `target_seconds` is what Dask means to finish what waits in, `interval_seconds` how often it looks; a worker goes
    once `wait_count` looks in a row found it idle.
    """

    name = "dask.Bursts"
    tasks = ("bursts",)
    variants = ("fixed", "adaptive")
    scales_with = "own"
    engine = "dask"
    requires = {"distributed": "pip install 'workbench[dask]'"}
    parameters = {"target_seconds": 2.0, "interval_seconds": 0.5, "wait_count": 4}
    cluster: Any = None
    client: Any = None
    nodes: Any = None

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Bring the cluster up, and wait for the workers that stand at the beginning."""
        with dask.settings(context.scratch):
            self._take(dask.open_cluster(self._first(context), context.threads_per_worker), context)

    def start_on(self, part: Part, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """The same, with workers on the part's nodes."""
        self.nodes, addresses = part.handle
        self._places = dask.worker_places(self.nodes, addresses)
        cluster = cluster_on(self.nodes, addresses)
        cluster.scale(self._first(context))
        self._take(cluster, context)

    def _first(self, context: Context) -> int:
        return context.workers if self.variant == "fixed" else 1

    def _take(self, cluster: Any, context: Context) -> None:
        from distributed import Client

        self.cluster = cluster
        self.client = Client(cluster, set_as_default=False)
        self.client.wait_for_workers(self._first(context))
        self._lifetimes = lifetimes(cluster.scheduler)
        if self.variant == "adaptive":
            cluster.adapt(
                minimum=1,
                maximum=context.workers,
                target_duration="%g s" % self.values["target_seconds"],
                interval="%g s" % self.values["interval_seconds"],
                wait_count=self.values["wait_count"],
            )

    def worker_places(self) -> List[Tuple[str, int]]:
        """Of the nodes' own workers, which start ours: ours are below them."""
        return list(self._places)

    def work_done(self) -> Dict[Hashable, WorkDone]:
        """For how long a worker of ours has stood on each node, in seconds."""
        return {host: WorkDone(host, seconds) for host, seconds in self._lifetimes.by_host().items()}

    def solve(self, data: Any, context: Context) -> List[float]:
        """Burst, pause, and so on; returns the CPU time that each piece took."""
        before, used = sum(self._lifetimes.by_host().values()), []
        for _ in range(data.rounds):
            used += self.client.gather(self.client.map(busy, [data.busy_seconds] * data.chunks, pure=False))
            with context.phase("wait"):
                time.sleep(data.pause_seconds)
        context.tell("node_seconds", sum(self._lifetimes.by_host().values()) - before)
        return used

    def stop(self) -> None:
        """Take our workers down, and wait for them."""
        if self.client is not None:
            self.client.close()
        if self.cluster is not None:
            self.cluster.close()


def busy(seconds: float) -> float:
    """Use so much CPU time; returns how much it was."""
    begin = time.process_time()
    while time.process_time() < begin + seconds:
        pass
    return time.process_time() - begin


PLUGIN = DaskBursts
