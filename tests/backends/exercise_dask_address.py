"""Run by the tests in a process of its own: a Dask cluster that stands at an address, used from outside."""

from __future__ import annotations

import json
import os
import sys
import tempfile

import numpy as np
from distributed import Client, LocalCluster
from mine import square, who

from workbench.backends.dask import Dask
from workbench.clusters.dask import DaskCluster
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access


def placed(placing, cluster, workers):
    """What workers made of data that were placed on them, and what they sent one another for it, as Dask counts it."""
    pieces = [np.full(100_000, float(worker)) for worker in range(workers)]
    whole = np.arange(100_000, dtype=float)
    begun = sent(cluster)
    own = placing.gather(placing.compute(seen_there, range(workers), placing.scatter(pieces)))
    scattered = sent(cluster)
    same = placing.gather(placing.compute(seen_there, range(workers), placing.broadcast(whole)))
    return {
        "scattered": own,
        "broadcast": same,
        "by_item": placing.gather(placing.compute(square, range(workers))),
        "bytes": {"scatter": scattered - begun, "broadcast": sent(cluster) - scattered},
    }


def seen_there(held, item):
    return [os.getpid(), float(held.mean()), item]


def sent(cluster):
    figures = cluster.engine_figures(["127.0.0.1"])["127.0.0.1"]
    return sum(value for name, value, _ in figures if name == "dask_worker_transfer_outgoing_bytes_total")


def main(out, argument):
    seen = {}
    with (
        tempfile.TemporaryDirectory() as scratch,
        LocalCluster(
            n_workers=argument["workers"],
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
            local_directory=scratch,
        ) as standing,
    ):
        cluster = DaskCluster(Access("dask", standing.scheduler_address), scratch)
        cluster.connect()
        for workers in argument["levels"]:
            backend = Dask(workers, scratch=scratch)
            backend.start_on(cluster.choose(workers))
            before = backend.work_done()
            seen[str(workers)] = {"who": backend.map(who, range(30)), "squares": backend.map(square, range(9))}
            after = backend.work_done()
            seen[str(workers)]["done"] = [after[worker].amount - before[worker].amount for worker in sorted(after)]
            seen[str(workers)]["places"] = backend.worker_places()
            seen[str(workers)]["placed"] = placed(backend.placing(), cluster, workers)
            backend.stop()
        try:
            cluster.choose(argument["workers"] + 1)
        except WorkbenchError as error:
            seen["refused"] = [str(error), error.remedy]
        cluster.close()
        with Client(standing, set_as_default=False) as client:
            seen["still_there"] = len(client.nthreads())
    with open(out, "w") as file:
        json.dump(seen, file)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
