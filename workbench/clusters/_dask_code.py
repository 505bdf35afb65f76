"""Code that comes along to a Dask cluster: to its scheduler, which reads tasks too, and to every worker."""

from __future__ import annotations

from typing import Any, Tuple

from workbench.clusters._arrival import installer

PLUGIN_NAMES = "workbench-code-scheduler", "workbench-code-worker"


def carrying(archive: str) -> Tuple[Any, Any]:
    """Plugins for `Client.register_plugin` that make the modules of the zip file importable: scheduler's, workers'.

    A worker that starts later gets it as well. They are made here, so that they are pickled as a whole. The files are
    removed with the server in whose folder they are.
    """
    from distributed import SchedulerPlugin, WorkerPlugin

    install = installer(archive)

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
