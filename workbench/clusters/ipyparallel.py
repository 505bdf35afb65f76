"""Engines of IPython Parallel, by the profile (or the connection file) of their controller. A node is a host."""

from __future__ import annotations

import contextlib
import signal
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from workbench.clusters import _engines
from workbench.clusters._watched import WatchedCluster
from workbench.contracts import Part, equal_share
from workbench.errors import WorkbenchError
from workbench.model.cluster import ClusterNode

CONNECT_SECONDS = 15.0
ANSWER_SECONDS = 45.0
CALL_OFF_SECONDS = 10.0


class IPyParallelCluster(WatchedCluster):
    """Parts are engines by their numbers. What is asked of a node runs on its first engine, in its turn.

    An engine does one thing at a time and goes on with what it was given when the client has gone: what a killed trial
    left is called off, and an engine that is busy with it interrupted. So nobody else should use them meanwhile.
    """

    name = "ipyparallel"
    requires = {"ipyparallel": "pip install ipyparallel"}

    _client: Any = None
    _everyone: Any = None
    """A view of all engines; None where there are none."""
    _arrived: Any = None
    _where: Any = None

    def connect(self, archive: Optional[str] = None) -> None:
        """By the profile's connection file, whose key nobody else gets to see.

        Engines take the code in when their turn comes: one may be busy.
        """
        import ipyparallel

        path = _engines.connection_file(self.access.address)
        try:
            self._client = ipyparallel.Client(path, timeout=CONNECT_SECONDS)
            controller = _engines.controller_address(path)
        except (OSError, ValueError, KeyError, TimeoutError, ipyparallel.error.IPythonError) as error:
            raise WorkbenchError(
                "no controller of IPython Parallel answers for %s: %s" % (self.access.address, _first_line(error)),
                "start one: ipcluster start --profile=NAME --n=4",
            ) from error
        if self._client.ids:
            self._everyone = self._client[:]
            self._where = _engines.ask_where(self._everyone, controller)
            if archive is not None:
                self._arrived = _engines.send_code(self._everyone, archive)

    def nodes(self) -> List[ClusterNode]:
        """A node for each host that engines run on, by its name."""
        return [ClusterNode(host, engines[0][1], len(engines), host) for host, engines in sorted(self._hosts().items())]

    def choose(self, workers: int, nodes: Optional[int] = None) -> Part:
        """The first engines of the first hosts that have enough."""
        hosts = self._hosts()
        if self._arrived is not None:
            self._answer(self._arrived)
        everyone = [(host, engine) for host in sorted(hosts) for engine, _ in hosts[host]]
        if nodes is not None:
            share = equal_share(workers, nodes)
            able = [host for host in sorted(hosts) if len(hosts[host]) >= share][:nodes]
            everyone = [(host, engine) for host in able for engine, _ in hosts[host][:share]]
        if len(everyone) < workers:
            told = ", ".join("%s (%d)" % (host, len(hosts[host])) for host in sorted(hosts)) or "no engines"
            wanted = "%d engines" % workers if nodes is None else "%d engines on each of %d nodes" % (share, nodes)
            raise WorkbenchError(
                "these engines are no %s: there are %s" % (wanted, told), "ask for less, or start more"
            )
        chosen = everyone[:workers]
        lent: Dict[str, int] = {}
        for host, _ in chosen:
            lent[host] = lent.get(host, 0) + 1
        engines = tuple(engine for _, engine in chosen)
        return Part(lent, (self._client, engines, {engine: host for host in hosts for engine, _ in hosts[host]}))

    def on_nodes(self, nodes: Sequence[str], function: Callable[..., Any], *arguments: Any) -> Dict[str, Any]:
        """On each node's first engine."""
        hosts = self._hosts()
        found = {node: WorkbenchError("no engine is left on %s" % node) for node in nodes if node not in hosts}
        pending = {
            node: _engines.ask(self._client[hosts[node][0][0]], function, *arguments) for node in nodes if node in hosts
        }
        return {**found, **{node: _result(answer) for node, answer in pending.items()}}

    def end_leftovers(self, trial_id: str) -> None:
        """First what the trial still had engines do."""
        if self._everyone is None:
            return
        left = self._client.queue_status(verbose=True)
        waiting = left.pop("unassigned", [])
        busy = [engine for engine, has in left.items() if has["queue"] or has["tasks"]]
        self._client.abort([*waiting, *(each for engine in busy for each in left[engine]["tasks"])], busy, block=False)
        if busy:
            self._client.send_signal(signal.SIGINT, busy, block=False)
        super().end_leftovers(trial_id)

    def close(self) -> None:
        """Take the code away and disconnect."""
        if self._client is None:
            return
        if self._arrived is not None:
            # Engines that are busy, or gone, keep it until the next one who connects lets go of it.
            with contextlib.suppress(Exception):
                _engines.remove_code(self._everyone).get(timeout=CALL_OFF_SECONDS)
        self._client.close(linger=0)

    def _hosts(self) -> Dict[str, List[Tuple[int, str]]]:
        """Host → its engines, each a number and the address of the host."""
        if self._where is None:
            return {}
        hosts: Dict[str, List[Tuple[int, str]]] = {}
        left = set(self._client.ids)
        for engine, (host, address) in zip(self._everyone.targets, self._answer(self._where)):
            if engine in left:
                hosts.setdefault(host, []).append((engine, address))
        return hosts

    def _answer(self, pending: Any) -> Any:
        try:
            return pending.get(timeout=ANSWER_SECONDS)
        except Exception as error:
            raise WorkbenchError(
                "the engines of %s do not answer: %s" % (self.access.address, _first_line(error)),
                "wait for what they do, or restart them: ipcluster stop, ipcluster start",
            ) from error


def _result(pending: Any) -> Any:
    try:
        return pending.get(timeout=ANSWER_SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever it was stands for the answer
        return error


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


PLUGIN = IPyParallelCluster
