"""A cluster of Ray of the trial's own: one CPU a worker, on the loopback, without dashboards or usage reports."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from typing import Any, Optional

from workbench.child.descendants import wait_until_gone, with_descendants
from workbench.child.native_threads import THREAD_VARIABLES
from workbench.errors import WorkbenchError

LOOPBACK = "127.0.0.1"
LONGEST_PARENT_BYTES = 33
"""Ray puts sockets up to 64 characters below its folder, here 10 below its parent; their paths end at 107 (unix(7))."""
STOP_SECONDS = 10.0
LOCAL_SETTINGS = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Handed to Ray's processes by the surroundings. The second is read as Ray is imported: without it the node
address 127.0.0.1 is resolved to the machine's own, and every server of Ray listens to every network
(ray._private.services.resolve_ip_for_localhost)."""


class LocalCluster:
    """`workers` CPUs; `configure` it before Ray is imported, then `start`, at last `stop`."""

    def __init__(self, scratch: Optional[str]) -> None:
        self._scratch = scratch
        self._folder: Optional[str] = None

    def configure(self, threads_per_worker: int) -> None:
        """Set what Ray and its processes read from their surroundings."""
        os.environ.update(LOCAL_SETTINGS)
        os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(threads_per_worker)))

    def start(self, workers: int, **options: Any) -> None:
        """Start Ray and connect to it; `options` are those of ray.init.

        Raises WorkbenchError where Ray was imported before `configure`.
        """
        import ray

        self._folder = short_folder(self._scratch)
        ray.init(
            "local",
            num_cpus=workers,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            _node_ip_address=LOOPBACK,
            _temp_dir=self._folder,
            **options,
        )
        if ray.util.get_node_ip_address() != LOOPBACK:
            self.stop()
            raise WorkbenchError(
                "Ray was imported before its cluster was started, so it would listen to every network",
                "import ray inside the function that uses it",
            )

    def stop(self) -> None:
        """Take it down, and wait for its actors: `ray.shutdown` returns while they are still ending."""
        import ray

        working = [pid for pid in with_descendants(os.getpid()) if _works_for_ray(pid)]
        ray.shutdown()
        wait_until_gone(working, STOP_SECONDS)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def short_folder(scratch: Optional[str]) -> str:
    """A new folder in `scratch`, or elsewhere where a socket's path would be too long there."""
    places = [place for place in (scratch, tempfile.gettempdir()) if place is not None]
    short = [place for place in places if len(os.fsencode(place)) <= LONGEST_PARENT_BYTES]
    return tempfile.mkdtemp(prefix="r", dir=[*short, "/tmp"][0])  # noqa: S108 - mkdtemp makes it private


def _works_for_ray(pid: int) -> bool:
    """Whether it calls itself what Ray calls the processes that run actors and tasks."""
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as file:
            return file.read().startswith(b"ray::")
    except OSError:
        return False
