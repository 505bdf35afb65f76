"""Run by the tests in a process of its own: a Dask cluster that stands at an address, used from outside."""

from __future__ import annotations

import json
import sys
import tempfile

from distributed import Client, LocalCluster
from mine import square, who

from workbench.backends.dask import Dask
from workbench.errors import WorkbenchError


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
        ) as cluster,
    ):
        for workers in argument["levels"]:
            backend = Dask(workers, address=cluster.scheduler_address, scratch=scratch)
            backend.start()
            seen[str(workers)] = {"who": backend.map(who, range(30)), "squares": backend.map(square, range(9))}
            backend.stop()
        try:
            Dask(argument["workers"] + 1, address=cluster.scheduler_address, scratch=scratch).start()
        except WorkbenchError as error:
            seen["refused"] = [str(error), error.remedy]
        with Client(cluster, set_as_default=False) as client:
            seen["still_there"] = len(client.nthreads())
    with open(out, "w") as file:
        json.dump(seen, file)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
