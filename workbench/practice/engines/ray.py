"""Ray: a head in front of the nodes and a raylet on each, with token authentication."""

from __future__ import annotations

import subprocess

from workbench.model.practice import EngineAccess, PracticeNode
from workbench.practice.engines.engine import lacks_module
from workbench.practice.site import SCHEDULER, WORKER, Site

PORT = 6379
LOOPBACK = "127.0.0.1"
ON_LOOPBACK_ONLY = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""At 0 Ray keeps the address 127.0.0.1, but joins no nodes by `ray start`; at 1 it is the other way round."""
OBJECT_STORE_RATIO = 0.3
OBJECT_STORE_BYTES, OBJECT_STORE_MINIMUM_BYTES = 500_000_000, 80_000_000
ASK_SECONDS = 20.0
START = ("-m", "ray.scripts.scripts", "start", "--block", "--disable-usage-stats", "--include-log-monitor=false")
COUNT = """
import sys
from ray._raylet import GcsClient
nodes = GcsClient(address=sys.argv[1]).get_all_node_info(timeout=5).values()
print(sum(node.state == 0 for node in nodes))
"""
"""State 0 is ALIVE (GcsNodeInfo in ray's gcs.proto)."""


ON_LOOPBACK = """
import signal, sys
from ray.cluster_utils import Cluster
port, nodes, workers, store = map(int, sys.argv[1:])
alike = {"node_ip_address": "127.0.0.1", "object_store_memory": store, "include_log_monitor": False}
head = {"num_cpus": 0, "gcs_server_port": port, "include_dashboard": False, **alike}
cluster = Cluster(initialize_head=True, head_node_args=head)
for _ in range(nodes):
    cluster.add_node(num_cpus=workers, wait=False, **alike)
signal.pause()
"""


class Ray:
    """See Engine. Every server of Ray, and every program that uses it, listens to every network unless its address is
    127.0.0.1; so the head is in a network namespace of its own, and who uses the cluster has to enter that.

    Without namespaces all nodes have that address: ray.cluster_utils.Cluster, in one process, whose nodes have no
    limits of their own.
    """

    name = "ray"
    ready_seconds = 120.0

    def missing(self, python: str) -> str | None:
        """Ray itself."""
        return lacks_module(python, "ray", "pip install 'workbench[ray]'")

    def start(self, site: Site) -> None:
        """The head, which computes nothing, and a raylet a node, which waits for it."""
        front = site.cluster.front
        token = site.secret("ray-token")
        if front is None:
            self._start_on_loopback(site, token)
            return
        address = f"{front.address}:{PORT}"
        variables = _variables(token)
        listening = [f"--node-ip-address={front.address}", f"--port={PORT}", f"--temp-dir={front.scratch}"]
        argv = [site.python(self.name), *START, "--head", "--include-dashboard=false", *listening, "--num-cpus=0"]
        argv.append(f"--object-store-memory={_object_store_bytes(site)}")
        site.start(self.name, SCHEDULER, argv, variables, front)
        for node in site.cluster.nodes:
            site.start(self.name, WORKER, [site.python(self.name), *_raylet(site, node, address)], variables, node)
        site.reach(self.name, EngineAccess(address, token_file=token, network=site.network(front)))

    def _start_on_loopback(self, site: Site, token: str) -> None:
        cluster = site.cluster
        numbers = (PORT, len(cluster.nodes), cluster.workers_per_node, _object_store_bytes(site))
        argv = [site.python(self.name), "-c", ON_LOOPBACK, *map(str, numbers)]
        site.start(self.name, SCHEDULER, argv, {**_variables(token), ON_LOOPBACK_ONLY: "0"})
        site.reach(self.name, EngineAccess(f"{LOOPBACK}:{PORT}", token_file=token))

    def is_ready(self, site: Site) -> bool:
        """Whether the head counts every node."""
        return self.counted(site) == len(site.cluster.nodes)

    def counted(self, site: Site) -> int:
        """By the head, which counts itself too."""
        access = site.cluster.engines[self.name]
        try:
            done = subprocess.run(
                [site.python(self.name), "-c", COUNT, access.address],
                env=site.environment(_variables(str(access.token_file))),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=ASK_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return 0
        return max(0, int(done.stdout.strip() or b"0") - 1)


def _raylet(site: Site, node: PracticeNode, address: str) -> list[str]:
    where = [f"--address={address}", f"--node-ip-address={node.address}", f"--temp-dir={node.scratch}"]
    size = f"--object-store-memory={_object_store_bytes(site)}"
    return [*START, *where, f"--num-cpus={site.cluster.workers_per_node}", size]


def _object_store_bytes(site: Site) -> int:
    limit = site.cluster.memory_limit_bytes
    return OBJECT_STORE_BYTES if limit is None else max(OBJECT_STORE_MINIMUM_BYTES, int(limit * OBJECT_STORE_RATIO))


def _variables(token: str) -> dict[str, str]:
    """The token is named by its file: what a process is given can be read by whoever may read /proc."""
    return {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": token,
        "RAY_USAGE_STATS_ENABLED": "0",
        ON_LOOPBACK_ONLY: "1",
    }


ENGINE = Ray()
