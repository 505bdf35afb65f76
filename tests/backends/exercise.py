"""Run by the tests in a process of its own: start a backend, work on it, stop it, and write what was seen.

Arguments: where to write, then the exercise as JSON. Standard output and error stay free for what a backend prints.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile


def run_level(plugin, workers, options):
    import numpy as np
    import psutil
    from joblib import Parallel, delayed
    from mine import describe_threads, first_and_last, square, who

    scratch = tempfile.mkdtemp(prefix="s")
    backend = plugin(workers, scratch=scratch, **options)
    backend.start()
    seen = {"workers": workers, "main": list(who(0))}
    seen["listening"] = listening_addresses(psutil)
    seen["squares"] = backend.map(square, range(50))
    seen["map"] = backend.map(who, range(24 * workers))
    with backend.active():
        for n_jobs in (None, 1, -1):
            tasks = (delayed(who)(item) for item in range(24 * workers))
            seen["parallel_%s" % n_jobs] = Parallel(n_jobs=n_jobs, batch_size=1)(tasks)
        array = np.arange(300_000)
        seen["ends"] = Parallel()(delayed(first_and_last)(array) for _ in range(2 * workers))
        seen["parallel_squares"] = Parallel()(delayed(square)(item) for item in range(50))
        if workers == 2:
            seen["scikit_learn"] = scikit_learn_workers(who)
    seen["worker_pids"] = backend.worker_pids()
    seen["threads"] = backend.map(describe_threads, range(4 * workers))
    backend.stop()
    seen["left"] = [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]
    shutil.rmtree(scratch)
    return seen


def scikit_learn_workers(who):
    """At one level only: every worker has to import scikit-learn for it."""
    from sklearn.utils.parallel import Parallel, delayed

    return Parallel()(delayed(who)(item) for item in range(24))


def listening_addresses(psutil):
    me = psutil.Process()
    found = set()
    for process in [me, *me.children(recursive=True)]:
        for connection in process.net_connections("inet"):
            if connection.status == psutil.CONN_LISTEN:
                found.add(connection.laddr.ip)
    return sorted(found)


def main(out, exercise):
    from workbench import registry

    plugin = registry.load(registry.resolve("backend", exercise["backend"]))
    levels = [run_level(plugin, workers, exercise["options"]) for workers in exercise["levels"]]
    with open(out, "w") as file:
        json.dump({"pid": os.getpid(), "levels": levels}, file)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
