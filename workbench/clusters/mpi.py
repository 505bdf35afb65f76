"""Hosts of a host file, on which mpiexec starts ranks. A node is a host; nothing stands there between cases."""

from __future__ import annotations

import tempfile
from typing import Any, Callable, Dict, List, Optional, Sequence

from workbench.child.carried import write_archive
from workbench.child.mpi_launch import Hosts, on_hosts
from workbench.child.mpi_pool import RankPool
from workbench.child.mpi_rank import BY_HOST
from workbench.clusters import _networks
from workbench.clusters._hostfile import read_hosts
from workbench.clusters._reaching import unreachable
from workbench.clusters._watched import WatchedCluster
from workbench.contracts import Part, equal_share
from workbench.errors import WorkbenchError
from workbench.model.cluster import ClusterNode

STAND_SECONDS = 60.0
ANSWER_SECONDS = 60.0


class MpiCluster(WatchedCluster):
    """Parts are counts of ranks a host, which mpiexec starts there for the case; slots say how many a host takes.

    What is asked of a node is asked of a rank that stands there for as long as questions may come, in an MPI job of its
    own with one rank a host. The same Python must be at the same path on every host.
    """

    name = "mpi"
    requires = {"mpi4py": "pip install 'workbench[mpi]'"}
    _hosts: Dict[str, int] = {}
    _archive = ""
    _lent: Optional[List[str]] = None
    """The hosts of the part, once one was chosen."""
    _standing: Optional[RankPool] = None

    def connect(self, archive: Optional[str] = None) -> None:
        """Read the host file. Without an archive, which nothing is measured with, every host is asked at once."""
        missing = self.unavailable()
        if missing is not None:
            raise WorkbenchError("MPI can't be used from this Python: it %s" % missing)
        self._hosts = read_hosts(self.access.hostfile or self.access.address)
        if self.access.network is not None:
            _networks.enter(self.access.network)
        self._archive = archive or write_archive(self._folder(), {})
        if archive is None:
            lost = unreachable(self._hosts, self.access.agent)
            if lost:
                raise WorkbenchError(_told(lost), "take them out of the host file, or mend the way to them")
            self._stand(list(self._hosts))

    def nodes(self) -> List[ClusterNode]:
        """A node for each host, in the order of the file."""
        return [ClusterNode(host, host, slots) for host, slots in self._hosts.items()]

    def choose(self, workers: int, nodes: Optional[int] = None) -> Part:
        """The first hosts of the file that have the slots."""
        chosen = self._filled(workers) if nodes is None else self._even(workers, nodes)
        self._lent = list(chosen)
        return Part(chosen, (Hosts(chosen, self.access.agent), self._archive))

    def on_nodes(self, nodes: Sequence[str], function: Callable[..., Any], *arguments: Any) -> Dict[str, Any]:
        """By the rank that stands there for that; where those have ended, they are started again where they can be."""
        try:
            places = self._places()
        except WorkbenchError as error:
            return dict.fromkeys(nodes, error)
        assert self._standing is not None
        asked = {node: self._standing.submit(places[node], function, *arguments) for node in nodes if node in places}
        gone = {node: WorkbenchError("no rank stands on %s" % node) for node in nodes if node not in places}
        return {**gone, **{node: _answer(future) for node, future in asked.items()}}

    def close(self) -> None:
        """End the ranks that answered questions."""
        if self._standing is not None:
            self._standing.stop()
            self._standing = None

    def _filled(self, workers: int) -> Dict[str, int]:
        chosen, left = {}, workers
        for host, slots in self._hosts.items():
            if left:
                chosen[host] = min(slots, left)
                left -= chosen[host]
        if left:
            raise WorkbenchError(
                "this host file has no %d slots: it has %s" % (workers, _slots(self._hosts)), "ask for fewer workers"
            )
        return chosen

    def _even(self, workers: int, nodes: int) -> Dict[str, int]:
        share = equal_share(workers, nodes)
        able = [host for host, slots in self._hosts.items() if slots >= share][:nodes]
        if len(able) < nodes:
            raise WorkbenchError(
                "this host file has no %d hosts with %d slots each: it has %s" % (nodes, share, _slots(self._hosts)),
                "ask for less, or give hosts more slots: HOST:SLOTS",
            )
        return dict.fromkeys(able, share)

    def _places(self) -> Dict[str, int]:
        """Host → the group that its one rank is."""
        if self._standing is None or self._standing.ended:
            self.close()
            hosts = self._lent or list(self._hosts)
            try:
                self._stand(hosts)
            except WorkbenchError:
                lost = unreachable(hosts, self.access.agent)
                there = [host for host in hosts if host not in lost]
                if not lost or not there:
                    raise
                self._stand(there)
        assert self._standing is not None
        return {worker.host: group for group, worker in enumerate(self._standing.workers)}

    def _stand(self, hosts: List[str]) -> None:
        pool = RankPool()
        try:
            launch = on_hosts(Hosts(dict.fromkeys(hosts, 1), self.access.agent))
            pool.start(launch, self._folder(), BY_HOST, self._archive, STAND_SECONDS)
        except BaseException:
            pool.stop()
            raise
        self._standing = pool

    def _folder(self) -> str:
        return self.scratch or tempfile.gettempdir()


def _answer(future: Any) -> Any:
    try:
        return future.result(ANSWER_SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever it was stands for the answer
        return error


def _slots(hosts: Dict[str, int]) -> str:
    return ", ".join("%s (%d)" % host for host in hosts.items())


def _told(lost: Dict[str, str]) -> str:
    return "nothing can be started on %s" % "; ".join("%s: %s" % each for each in lost.items())


PLUGIN = MpiCluster
