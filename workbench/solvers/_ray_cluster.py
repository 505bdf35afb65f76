"""A cluster of Ray 2.2 on one machine."""

from __future__ import annotations

import os
from typing import Any

from workbench.child.ray import LOOPBACK, LocalCluster


class RayCluster(LocalCluster):
    """The same, for a version that can't be told by its surroundings to keep to the loopback."""

    def start(self, workers: int, **options: Any) -> None:
        """Start Ray with one CPU a worker, and wait for every worker."""
        import ray
        from ray._private import services

        # Ray resolves a loopback address to the machine's own, and its servers would then listen to every network.
        # The variable that turns this off in later versions is not read by this one.
        services.get_node_ip_address = lambda *_: LOOPBACK
        super().start(workers, **options)
        ray.get([ray.remote(_answer).remote() for _ in range(workers)])


def _answer() -> int:
    return os.getpid()
