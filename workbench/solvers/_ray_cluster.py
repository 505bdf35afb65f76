"""A cluster of Ray 2.2 on one machine: loopback only, nothing reported to anybody."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile

LOOPBACK = "127.0.0.1"
LONGEST_PARENT_BYTES = 33
"""As in the backend `ray`: sockets lie up to 64 characters below Ray's folder, and their paths end at 107 bytes."""
SETTINGS = {"RAY_USAGE_STATS_ENABLED": "0", "TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1"}


class RayCluster:
    """`workers` CPUs of this machine; `configure` it before Ray is imported, then `start`, at last `stop`."""

    def __init__(self) -> None:
        self._folder = ""

    def configure(self, scratch: str) -> None:
        """Set what Ray reads when it is imported; what Tune keeps goes to `scratch`, not to the home folder."""
        os.environ.update(SETTINGS, TUNE_RESULT_DIR=scratch)

    def start(self, workers: int, scratch: str) -> None:
        """Start Ray with one CPU a worker."""
        import ray
        from ray._private import services

        # Ray resolves a loopback address to the machine's own, and its servers would then listen to every network.
        # The variable that turns this off in later versions is not read by this one.
        services.get_node_ip_address = lambda *_: LOOPBACK
        place = scratch if len(os.fsencode(scratch)) <= LONGEST_PARENT_BYTES else "/tmp"  # noqa: S108 - mkdtemp below
        self._folder = tempfile.mkdtemp(prefix="r", dir=place)
        ray.init(
            "local",
            num_cpus=workers,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            _node_ip_address=LOOPBACK,
            _temp_dir=self._folder,
        )
        ray.get([ray.remote(_answer).remote() for _ in range(workers)])

    def stop(self) -> None:
        """Take it down."""
        import ray

        ray.shutdown()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def _answer() -> int:
    return os.getpid()
