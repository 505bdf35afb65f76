"""What a Spark application is told, so that it gets one part of a cluster and listens to no more than it must."""

from __future__ import annotations

import os
import re
import socket
from typing import Dict, Mapping, NamedTuple, Optional, Tuple

from workbench.child.native_threads import THREAD_VARIABLES
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access

STANDALONE, YARN, KUBERNETES = "spark://", "yarn", "k8s://"
LOOPBACK = "127.0.0.1"
DRIVER_BYTES = 2**30
"""The driver only schedules; what tasks take and return passes through it."""
RETAINED_STAGES, RETAINED_TASKS = 500, 5000
"""How much Spark remembers of who did what: enough to see every core of a part at work."""
_LISTENER = re.compile(r"([^\s,:/\[\]]+|\[[0-9a-fA-F:]+\]):(\d{1,5})")


class Layout(NamedTuple):
    """So many executors of so many cores each; an executor's heap in bytes, None: Spark's default."""

    executors: int
    cores: int
    heap_bytes: Optional[int] = None


def is_standalone(address: str) -> bool:
    """Whether a master of Spark's own answers there, who tells what he has. YARN and Kubernetes are just asked."""
    return address.startswith(STANDALONE)


def masters(address: str) -> Tuple[Tuple[str, int], ...]:
    """Host and port of each master of a standalone cluster: `spark://HOST:PORT`, with standbys `,HOST:PORT`."""
    found = [_LISTENER.fullmatch(each) for each in address[len(STANDALONE) :].split(",")]
    return tuple((each.group(1).strip("[]"), int(each.group(2))) for each in found if each is not None)


def check_address(address: str) -> None:
    """Raises WorkbenchError for what is no master of a cluster: Spark's `local` would be this machine."""
    standalone = is_standalone(address) and len(masters(address)) == address.count(",") + 1
    if not (standalone or address == YARN or (address.startswith(KUBERNETES) and len(address) > len(KUBERNETES))):
        raise WorkbenchError(
            "%r is no cluster of Spark" % address, "write spark://HOST:PORT, yarn or k8s://https://HOST:PORT"
        )


def application(
    access: Access, layout: Layout, scratch: Optional[str], environment: Mapping[str, str] = os.environ
) -> Dict[str, str]:
    """The configuration of an application that gets this layout, without secrets.

    `spark.cores.max` is what a standalone master goes by, `spark.executor.instances` what YARN and Kubernetes do.
    """
    settings = {
        "spark.master": access.address,
        "spark.app.name": "workbench",
        "spark.executor.cores": str(layout.cores),
        "spark.cores.max": str(layout.executors * layout.cores),
        "spark.executor.instances": str(layout.executors),
        "spark.task.cpus": "1",
        "spark.dynamicAllocation.enabled": "false",
        "spark.speculation": "false",
        "spark.default.parallelism": str(layout.executors * layout.cores),
        "spark.sql.shuffle.partitions": str(layout.executors * layout.cores),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.ui.enabled": "true",
        "spark.ui.port": "0",
        "spark.ui.killEnabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.ui.retainedJobs": str(RETAINED_STAGES),
        "spark.ui.retainedStages": str(RETAINED_STAGES),
        "spark.ui.retainedTasks": str(RETAINED_TASKS),
        "spark.log.level": "ERROR",
    }
    if layout.heap_bytes is not None:
        settings["spark.executor.memory"] = "%dk" % (layout.heap_bytes // 1024)
    ours = own_address(access.address)
    if ours is not None:
        settings.update({"spark.driver.host": ours, "spark.driver.bindAddress": ours})
    if scratch is not None:
        settings["spark.local.dir"] = scratch
        settings["spark.sql.warehouse.dir"] = os.path.join(scratch, "warehouse")
    threads = {name: environment[name] for name in THREAD_VARIABLES if name in environment}
    settings.update({"spark.executorEnv.%s" % name: value for name, value in threads.items()})
    return settings


def driver(scratch: Optional[str]) -> Dict[str, str]:
    """What the JVM of the driver has to be started with. It stands on a command line: nothing secret belongs here."""
    java = ["-XX:+UseG1GC", "-XX:-UsePerfData"]
    if scratch is not None:
        java.append("-Djava.io.tmpdir=%s" % scratch)
    return {"spark.driver.memory": "%dk" % (DRIVER_BYTES // 1024), "spark.driver.extraJavaOptions": " ".join(java)}


def secrets(access: Access) -> Dict[str, str]:
    """What makes Spark's processes trust each other. Raises WorkbenchError where the file can't be read."""
    if access.secret_file is None:
        return {}
    try:
        with open(access.secret_file, encoding="utf-8") as file:
            secret = file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WorkbenchError("can't read the secret of %s: %s" % (access.address, error)) from error
    return {"spark.authenticate": "true", "spark.authenticate.secret": secret}


def own_address(address: str) -> Optional[str]:
    """Ours on the way to the master, to which nodes can connect back; None where there is no such way (YARN)."""
    if is_standalone(address):
        host, port = masters(address)[0]
    else:
        found = _LISTENER.search(address)
        if found is None:
            return None
        host, port = found.group(1).strip("[]"), int(found.group(2))
    try:
        family, kind, *_, where = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as nowhere:
            # Nothing is sent: the kernel only looks up the way (udp(7)).
            nowhere.connect(where)
            return str(nowhere.getsockname()[0])
    except OSError:
        return None
