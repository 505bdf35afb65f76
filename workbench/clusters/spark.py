"""A Spark cluster: a standalone master (`spark://HOST:PORT`), `yarn`, or `k8s://…`. A node is a host of executors."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence

from workbench.child import spark
from workbench.child.spark_rest import told_by_driver
from workbench.clusters import _spark_figures
from workbench.clusters import _spark_settings as settings
from workbench.clusters._spark_code import Seat, call_at, meet
from workbench.clusters._spark_master import SparkWorker, ask_masters, knock, said
from workbench.clusters._spark_settings import Layout
from workbench.clusters._watched import WatchedCluster
from workbench.contracts import EngineAnswer, Part, equal_share
from workbench.errors import WorkbenchError
from workbench.model.cluster import ClusterNode

LEND_SECONDS, POLL_SECONDS = 120.0, 0.1
ANSWER_SECONDS = 60.0
HEAP_BYTES, LEAST_HEAP_BYTES = 2**30, 450 * 2**20
"""An executor's heap, or what its node has left; Spark refuses to start one with less than the second."""
GROUP = "workbench-asks"


class SparkPart(NamedTuple):
    """What the backend is handed: the application, and its cores by node and executor."""

    context: Any
    seats: Sequence[Seat]


class SparkCluster(WatchedCluster):
    """A part is an application of its own: one executor a node, with a core for each worker there.

    A master gives the executors of an application to its nodes in turn, so no two are on one as long as enough have
    room (spark.deploy.spreadOutApps); which nodes is up to him. What is asked of a node is a task that prefers it.
    """

    name = "spark"
    requires = {"pyspark": "pip install pyspark"}

    _gateway: Any = None
    _workers: Sequence[SparkWorker] = ()
    """Of a standalone cluster, as they were when it was connected."""
    _archive: Optional[str] = None
    _context: Any = None
    _seats: Sequence[Seat] = ()

    def connect(self, archive: Optional[str] = None) -> None:
        """Start the driver's JVM, and ask a standalone master what he has. With a secret where the access names its
        file. The archive goes along with every application."""
        address = self.access.address
        settings.check_address(address)
        secret = settings.secrets(self.access)
        self._archive = archive
        if settings.is_standalone(address):
            knock(address, settings.masters(address))
        # Spark's web server listens where this says, and by default to every network.
        os.environ["SPARK_LOCAL_IP"] = settings.LOOPBACK
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        self._gateway = spark.start_gateway(settings.driver(self.scratch))
        if settings.is_standalone(address):
            self._workers = ask_masters(self._gateway.jvm, address, settings.masters(address), secret)

    def nodes(self) -> List[ClusterNode]:
        """Hosts with their cores. Of YARN and Kubernetes, who don't tell, those of the part, or of one executor."""
        if not settings.is_standalone(self.access.address):
            self._visit()
            hosts = [seat.host for seat in self._seats]
            return [ClusterNode(host, host, hosts.count(host)) for host in sorted(set(hosts))]
        cores: Dict[str, int] = {}
        for worker in self._workers:
            cores[worker.host] = cores.get(worker.host, 0) + worker.cores
        return [ClusterNode(host, host, count) for host, count in sorted(cores.items())]

    def choose(self, workers: int, nodes: Optional[int] = None) -> Part:
        """Start an application that has it.

        Where nothing of ours can run (`connect` without an archive), a standalone master's word is taken for whether it
        could, and nothing is lent.
        """
        share = 1 if nodes is None else equal_share(workers, nodes)
        able = self._able(workers, share, nodes)
        if able and self._archive is None:
            return Part({}, None)
        self._open(Layout(workers // share, share, _heap_bytes(able)))
        lent: Dict[str, int] = {}
        for seat in self._seats:
            lent[seat.host] = lent.get(seat.host, 0) + 1
        if nodes is not None and lent != dict.fromkeys(lent, share):
            raise WorkbenchError(
                "Spark put %d executors of %d cores on %s" % (nodes, share, _counted(lent)),
                "let its master spread them: spark.deploy.spreadOutApps = true",
            )
        return Part(lent, SparkPart(self._context, self._seats))

    def on_nodes(self, nodes: Sequence[str], function: Callable[..., Any], *arguments: Any) -> Dict[str, Any]:
        """By a task on a core of each, one after the other; without a part, of an application with a core of each."""
        self._visit()
        seats = {seat.host: seat for seat in reversed(self._seats)}
        return {
            node: self._answer(seats[node], function, arguments)
            if node in seats
            else WorkbenchError("no executor of this application is on %s" % node)
            for node in nodes
        }

    def engine_figures(self, nodes: Sequence[str]) -> Mapping[str, EngineAnswer]:
        """See workbench.clusters._spark_figures."""
        executors = told_by_driver(self._context, "allexecutors")
        return _spark_figures.figures(nodes, executors, told_by_driver(self._context, "stages"))

    def close(self) -> None:
        """End the application and the driver's JVM."""
        if self._gateway is not None:
            spark.close_session()

    def _able(self, workers: int, share: int, nodes: Optional[int]) -> List[SparkWorker]:
        """Workers with room for an executor, where a master tells. Raises WorkbenchError where they are too few."""
        if not settings.is_standalone(self.access.address):
            return []
        able = [each for each in self._workers if each.free_cores >= share and each.free_bytes >= LEAST_HEAP_BYTES]
        if nodes is None and workers > sum(each.free_cores for each in able):
            raise WorkbenchError(
                "this Spark cluster has no %d free cores: it has %s" % (workers, _told(self._workers)),
                "ask for fewer workers",
            )
        if nodes is not None and len({each.host for each in able}) < nodes:
            raise WorkbenchError(
                "this Spark cluster has no %d nodes with %d free cores and %d MiB each: it has %s"
                % (nodes, share, LEAST_HEAP_BYTES >> 20, _told(self._workers)),
                "ask for less, or start more workers: start-worker.sh %s" % self.access.address,
            )
        return able

    def _visit(self) -> None:
        """Without an application, one with a core on every node; of YARN and Kubernetes on any one."""
        if self._context is None:
            hosts = {worker.host for worker in self._workers}
            self._open(Layout(max(1, len(hosts)), 1, _heap_bytes(self._workers)))

    def _open(self, layout: Layout) -> None:
        """Start an application in the place of an earlier one, and wait until its cores have met."""
        asked = settings.application(self.access, layout, self.scratch)
        try:
            if self._context is not None:
                self._context.stop()
            self._context = spark.start_application({**asked, **settings.secrets(self.access)})
            if self._archive is not None:
                self._context.addPyFile(self._archive)
            self._wait_for(layout.executors)
            self._seats = meet(self._context, layout.executors * layout.cores)
        except WorkbenchError:
            raise
        except Exception as error:
            raise WorkbenchError(
                "nothing of ours runs on the Spark cluster at %s: %s" % (self.access.address, said(error)),
                "its nodes need the Python that PYSPARK_PYTHON names, and the same version of Spark",
            ) from error

    def _wait_for(self, executors: int) -> None:
        tracker = self._context._jsc.sc().statusTracker()  # noqa: SLF001 - Python's has no executors
        deadline = time.monotonic() + LEND_SECONDS
        while True:
            # The driver is one of them.
            there = len(tracker.getExecutorInfos()) - 1
            if there >= executors:
                return
            if time.monotonic() > deadline:
                raise WorkbenchError(
                    "this Spark cluster has not started %d executors within %g s, but %d"
                    % (executors, LEND_SECONDS, there),
                    "other applications may hold its cores or its memory: see the master's web page",
                )
            time.sleep(POLL_SECONDS)

    def _answer(self, seat: Seat, function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        """What it returned, or the exception that stands for it."""
        deadline = time.monotonic() + ANSWER_SECONDS
        alarm = threading.Timer(ANSWER_SECONDS, self._context.cancelJobGroup, (GROUP,))
        alarm.daemon = True
        alarm.start()
        try:
            while time.monotonic() < deadline:
                found = call_at(self._context, seat, GROUP, function, arguments)
                if found is not None:
                    return found[0]
            return WorkbenchError("no core of %s was free within %g s" % (seat.host, ANSWER_SECONDS))
        except Exception as error:  # noqa: BLE001 - whatever it was stands for the answer
            return WorkbenchError(said(error))
        finally:
            alarm.cancel()


def _heap_bytes(workers: Sequence[SparkWorker]) -> Optional[int]:
    """What every node can give an executor; None where nobody told."""
    enough = [worker.free_bytes for worker in workers if worker.free_bytes >= LEAST_HEAP_BYTES]
    return min(HEAP_BYTES, *enough) if enough else None


def _told(workers: Sequence[SparkWorker]) -> str:
    return (
        ", ".join("%s (%d free of %d)" % (each.host, each.free_cores, each.cores) for each in workers) or "no workers"
    )


def _counted(lent: Mapping[str, int]) -> str:
    return ", ".join("%s (%d)" % each for each in sorted(lent.items()))


PLUGIN = SparkCluster
