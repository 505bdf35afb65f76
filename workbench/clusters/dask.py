"""A Dask cluster: a scheduler at an address (`tcp://…`, `tls://…`) or in a scheduler file. A node is a host."""

from __future__ import annotations

import contextlib
import os
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from workbench.clusters import _dask_code, _dask_figures
from workbench.clusters._watched import WatchedCluster
from workbench.contracts import EngineAnswer, Part, equal_share
from workbench.errors import WorkbenchError
from workbench.model.cluster import ClusterNode

CONNECT_SECONDS = 15


class DaskCluster(WatchedCluster):
    """Parts are Dask workers by their addresses, to which tasks are restricted. A worker's threads are its slots.

    What is asked of a node runs in the event loop of its first worker, beside the slots.
    """

    name = "dask"
    requires = {"distributed": "pip install 'workbench[dask]'"}

    _client: Any = None
    _carried = False

    def connect(self, archive: Optional[str] = None) -> None:
        """With TLS where the access names certificates. The archive goes by plugins, so that a worker that starts later
        gets it as well."""
        from distributed import Client

        access = self.access
        if access.address.endswith(".json") and not os.path.isfile(access.address):
            raise WorkbenchError("no Dask scheduler answers at %s: there is no such file" % access.address)
        where = {"scheduler_file" if access.address.endswith(".json") else "address": access.address}
        try:
            self._client = Client(**where, set_as_default=False, timeout=CONNECT_SECONDS, security=self._security())
        except (OSError, ValueError, RuntimeError) as error:
            raise WorkbenchError(
                "no Dask scheduler answers at %s: %s" % (access.address, _first_line(error)),
                "start one: dask scheduler; with TLS name its certificates: tls = { ca = …, cert = …, key = … }",
            ) from error
        if archive is not None:
            self._carried = True
            for plugin in _dask_code.carrying(archive):
                self._client.register_plugin(plugin, name=plugin.name)

    def nodes(self) -> List[ClusterNode]:
        """A node for each host, by the workers' addresses."""
        return [
            ClusterNode(host, host, sum(count for _, count in workers))
            for host, workers in sorted(self._hosts().items())
        ]

    def choose(self, workers: int, nodes: Optional[int] = None) -> Part:
        """Whole Dask workers only: a worker's threads can't be lent one by one."""
        hosts = self._hosts()
        if nodes is None:
            everyone = [worker for host in sorted(hosts) for worker in hosts[host]]
            chosen = _exactly(workers, everyone)
            if chosen is None:
                raise WorkbenchError(
                    "this Dask cluster can't give exactly %d threads: its %d workers have %s"
                    % (workers, len(everyone), sorted(count for _, count in everyone)),
                    "ask for fewer workers, or start Dask's workers with `--nthreads 1`",
                )
            return self._part(chosen)
        share = equal_share(workers, nodes)
        able = [found for found in (_exactly(share, hosts[host]) for host in sorted(hosts)) if found is not None]
        if len(able) < nodes:
            raise WorkbenchError(
                "this Dask cluster can't give exactly %d threads on each of %d nodes: it has %s"
                % (share, nodes, _told(hosts)),
                "ask for less, or start more of Dask's workers, with `--nthreads 1`",
            )
        return self._part([worker for node in able[:nodes] for worker in node])

    def on_nodes(self, nodes: Sequence[str], function: Callable[..., Any], *arguments: Any) -> Dict[str, Any]:
        """In the event loop of each node's first worker."""
        hosts = self._hosts()
        gone = {node: WorkbenchError("no Dask worker is left on %s" % node) for node in nodes if node not in hosts}
        asked = {hosts[node][0][0]: node for node in nodes if node in hosts}
        answers = self._client.run(function, *arguments, workers=list(asked), on_error="return") if asked else {}
        return {**gone, **{asked[address]: answer for address, answer in answers.items()}}

    def engine_figures(self, nodes: Sequence[str]) -> Mapping[str, EngineAnswer]:
        """Of each node the sum over its workers."""
        hosts = {node: [address for address, _ in workers] for node, workers in self._hosts().items() if node in nodes}
        asked = [address for addresses in hosts.values() for address in addresses]
        answers = self._client.run(_dask_figures.of_worker, workers=asked, on_error="return") if asked else {}
        told = {node: _dask_figures.added([answers[each] for each in addresses]) for node, addresses in hosts.items()}
        return {"": self._client.run_on_scheduler(_dask_figures.of_scheduler), **told}

    def close(self) -> None:
        """Disconnect."""
        if self._client is None:
            return
        if self._carried:
            of_scheduler, of_workers = _dask_code.PLUGIN_NAMES
            # The scheduler may have gone.
            with contextlib.suppress(Exception):
                self._client.unregister_scheduler_plugin(of_scheduler)
                self._client.unregister_worker_plugin(of_workers)
        self._client.close()

    def _security(self) -> Any:
        access = self.access
        if access.tls_ca is None:
            return None
        from distributed.security import Security

        return Security(
            tls_ca_file=access.tls_ca,
            tls_client_cert=access.tls_cert,
            tls_client_key=access.tls_key,
            require_encryption=True,
        )

    def _hosts(self) -> Dict[str, List[Tuple[str, int]]]:
        """Host → its workers, each an address and its threads, in a stable order."""
        hosts: Dict[str, List[Tuple[str, int]]] = {}
        for address, count in sorted(self._client.nthreads().items()):
            hosts.setdefault(_host(address), []).append((address, count))
        return hosts

    def _part(self, chosen: Sequence[Tuple[str, int]]) -> Part:
        workers: Dict[str, int] = {}
        for address, count in chosen:
            workers[_host(address)] = workers.get(_host(address), 0) + count
        return Part(workers, (self._client, tuple(address for address, _ in chosen)))


def _exactly(threads: int, workers: Sequence[Tuple[str, int]]) -> Optional[List[Tuple[str, int]]]:
    """Workers that have so many threads in all, the first that fit; None where they don't add up."""
    chosen, left = [], threads
    for address, count in workers:
        if 0 < count <= left:
            chosen.append((address, count))
            left -= count
    return None if left else chosen


def _told(hosts: Dict[str, List[Tuple[str, int]]]) -> str:
    if not hosts:
        return "no workers"
    return ", ".join(
        "%s (%s)" % (host, " + ".join(str(count) for _, count in workers)) for host, workers in sorted(hosts.items())
    )


def _host(address: str) -> str:
    from distributed.comm.addressing import get_address_host

    host: str = get_address_host(address)
    return host


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


PLUGIN = DaskCluster
