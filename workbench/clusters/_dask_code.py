"""Code that comes along to a Dask cluster: to its scheduler, which reads tasks too, and to every worker."""

from __future__ import annotations

import os
import zipfile
from typing import Any, Tuple

PLUGIN_NAMES = "workbench-code-scheduler", "workbench-code-worker"


def carrying(archive: str) -> Tuple[Any, Any]:
    """Plugins for `Client.register_plugin` that make the modules of the zip file importable: scheduler's, workers'.

    A worker that starts later gets it as well. All of this is made here, so that it is pickled as a whole: there is
    nothing of ours there yet to import it from.
    """
    from distributed import SchedulerPlugin, WorkerPlugin

    file_name, sender_pid = os.path.basename(archive), os.getpid()
    with open(archive, "rb") as file:
        data = file.read()
    with zipfile.ZipFile(archive) as opened:
        modules = {name.split("/")[0].partition(".")[0] for name in opened.namelist()}

    def install(folder: str) -> None:
        """First on the path, from among the files that are removed with the server; an earlier version is forgotten."""
        import importlib
        import os
        import sys

        path = os.path.join(folder, file_name)
        if path in sys.path or os.getpid() == sender_pid:
            return
        with open(path + ".part", "wb") as file:
            file.write(data)
        os.replace(path + ".part", path)
        sys.path[:] = [path] + [each for each in sys.path if "workbench-code-" not in os.path.basename(each)]
        for name in list(sys.modules):
            if name.partition(".")[0] in modules:
                del sys.modules[name]
        importlib.invalidate_caches()

    class ToScheduler(SchedulerPlugin):  # type: ignore[misc]
        """Dask's word for what happens as it is registered."""

        name = PLUGIN_NAMES[0]

        async def start(self, scheduler: Any) -> None:
            install(scheduler.local_directory)

    class ToWorker(WorkerPlugin):  # type: ignore[misc]
        """Dask's word for what happens as it is registered, or a worker starts."""

        name = PLUGIN_NAMES[1]

        def setup(self, worker: Any) -> None:
            install(worker.local_directory)

    return ToScheduler(), ToWorker()
