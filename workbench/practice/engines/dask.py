"""Dask: a scheduler beside the nodes, and on each node a process with one thread for every worker; TLS throughout."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model.practice import EngineAccess, PracticeNode
from workbench.practice import certificates, groups
from workbench.practice.engines.engine import fetched_json, lacks_module
from workbench.practice.site import SCHEDULER, WORKER, Site

PORT, HTTP_PORT = 8786, 8787
QUIET = {"DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "60s"}
"""On a share of a CPU an event loop is late as a rule; Dask would warn of it all the time."""


class Dask:
    """See Engine. A process a worker, not a thread: so each has a CPU limit of its own, and a case can take exactly the
    workers it asks for. Workers are not restarted when they die."""

    name = "dask"
    ready_seconds = 120.0

    def missing(self, python: str) -> str | None:
        """distributed, and openssl for the certificates."""
        return lacks_module(python, "distributed", "pip install 'workbench[dask]'") or certificates.missing()

    def start(self, site: Site) -> None:
        """Scheduler and workers at once: a worker tries again until its scheduler answers."""
        host = site.cluster.host_address
        tls = certificates.make_certificates(site.path("tls"), site.cluster.name)
        address = f"tls://{host}:{PORT}"
        secured = ["--tls-ca-file", tls["ca"], "--tls-cert", tls["cert"], "--tls-key", tls["key"], "--protocol", "tls"]
        listening = ["--host", host, "--port", str(PORT), "--dashboard-address", f"{host}:{HTTP_PORT}"]
        scheduler = [site.python(self.name), "-m", "distributed.cli.dask_scheduler", *listening, *secured]
        site.start(self.name, SCHEDULER, scheduler, QUIET)
        for node in site.cluster.nodes:
            for index in range(site.cluster.workers_per_node):
                argv = [site.python(self.name), "-m", "distributed.cli.dask_worker", address, *secured]
                argv += _worker(site, node, index)
                site.start(self.name, WORKER, argv, QUIET, node, groups.worker_group(index), f"-{index}")
        site.reach(self.name, EngineAccess(address, tls=tls, metrics=f"http://{host}:{HTTP_PORT}/metrics"))

    def is_ready(self, site: Site) -> bool:
        """Whether the scheduler counts every worker."""
        return self.counted(site) == len(site.cluster.nodes) * site.cluster.workers_per_node

    def counted(self, site: Site) -> int:
        """By the scheduler."""
        counts = fetched_json(f"http://{site.cluster.host_address}:{HTTP_PORT}/json/counts.json") or {}
        return int(counts.get("workers", 0))


def _worker(site: Site, node: PracticeNode, index: int) -> Sequence[str]:
    cluster = site.cluster
    limit = 0 if cluster.memory_limit_bytes is None else cluster.memory_limit_bytes // cluster.workers_per_node
    return (
        *("--host", node.address, "--dashboard-address", f"{node.address}:0"),
        *("--name", f"{node.name}-{index}", "--nthreads", "1", "--no-nanny"),
        *("--memory-limit", str(limit), "--local-directory", node.scratch),
    )


ENGINE = Dask()
