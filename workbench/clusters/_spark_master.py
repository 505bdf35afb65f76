"""What a standalone master of Spark has, asked in Spark's own words, as its own tools do (DeployMessages)."""

from __future__ import annotations

import contextlib
import socket
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from workbench.errors import WorkbenchError

ANSWER_SECONDS = 15
MESSAGE = "org.apache.spark.deploy.DeployMessages$RequestMasterState$"
START = "start one: start-master.sh"
LET_IN = "name the file of its secret, if it has one: secret_file = …; both ends need the same version of Spark"
AWAITED = "Exception thrown in awaitResult"
"""Said by Spark whatever happened at the other end."""


class SparkWorker(NamedTuple):
    """A worker that stands, and what of it no application holds."""

    host: str
    cores: int
    free_cores: int
    free_bytes: int


def knock(address: str, masters: Sequence[Tuple[str, int]]) -> None:
    """Raise WorkbenchError where no master listens: before a JVM is started, which takes longer than to find out."""
    problems = [problem for problem in (_unheard(*master) for master in masters) if problem is not None]
    if len(problems) == len(masters):
        raise WorkbenchError("no Spark master answers at %s: %s" % (address, problems[-1]), START)


def ask_masters(
    jvm: Any, address: str, masters: Sequence[Tuple[str, int]], settings: Mapping[str, str]
) -> List[SparkWorker]:
    """The living workers of a cluster, by host, of that master that has them: a standby has none.

    Raises WorkbenchError where we are not let in.
    """
    answers = [_answer(jvm, host, port, settings) for host, port in masters]
    found = [worker for answer in answers if isinstance(answer, list) for worker in answer]
    problems = [answer for answer in answers if isinstance(answer, Exception)]
    if len(problems) == len(masters):
        raise WorkbenchError("the Spark master at %s does not let us in: %s" % (address, said(problems[-1])), LET_IN)
    return sorted(found)


def said(error: BaseException) -> str:
    """What an error says, a sentence long; of one in the JVM, what was thrown there."""
    thrown = getattr(error, "java_exception", None)
    told = str(error) if thrown is None else _thrown(thrown)
    return " ".join(told.split())[:300] or type(error).__name__


def _thrown(thrown: Any) -> str:
    """An exception of the JVM and what caused it, without their classes' packages."""
    told: List[str] = []
    while thrown is not None and len(told) < 4:
        text = "%s: %s" % (thrown.getClass().getSimpleName(), thrown.getMessage())
        if AWAITED not in text:
            told.append(text.split("\n", maxsplit=1)[0])
        thrown = thrown.getCause()
    return "; ".join(told)


def _unheard(host: str, port: int) -> Optional[OSError]:
    """Why nobody can be reached there; None where somebody listens."""
    try:
        socket.create_connection((host, port), ANSWER_SECONDS).close()
    except OSError as error:
        return error
    return None


def _answer(jvm: Any, host: str, port: int, settings: Mapping[str, str]) -> Union[List[SparkWorker], Exception]:
    """Its living workers, or why it did not tell."""
    try:
        return list(_ask(jvm, host, port, settings))
    except Exception as error:  # noqa: BLE001 - py4j's errors have no common parent
        return error


def _ask(jvm: Any, host: str, port: int, settings: Mapping[str, str]) -> Iterator[SparkWorker]:
    with _asking(jvm, settings) as environment:
        master = environment.setupEndpointRef(jvm.org.apache.spark.rpc.RpcAddress(host, port), "Master")
        message = jvm.java.lang.Class.forName(MESSAGE).getField("MODULE$").get(None)
        state = master.askSync(message, jvm.scala.reflect.ClassTag.Any())
        for worker in state.workers():
            if worker.state().toString() == "ALIVE":
                yield SparkWorker(
                    worker.host(), worker.cores(), worker.coresFree(), max(0, worker.memoryFree()) * 2**20
                )


@contextlib.contextmanager
def _asking(jvm: Any, settings: Mapping[str, str]) -> Iterator[Any]:
    """An end of Spark's RPC that listens to nobody, as its command-line client has one (deploy.Client)."""
    conf = jvm.org.apache.spark.SparkConf(True)
    for name, value in {**settings, **_patience()}.items():
        conf.set(name, value)
    manager = jvm.org.apache.spark.SecurityManager
    secret_file = getattr(manager, "$lessinit$greater$default$3")()
    security = manager(conf, jvm.scala.Option.empty(), secret_file)
    environment = jvm.org.apache.spark.rpc.RpcEnv.create("workbench", "127.0.0.1", 0, conf, security, True)
    try:
        yield environment
    finally:
        environment.shutdown()


def _patience() -> Dict[str, str]:
    seconds = "%ds" % ANSWER_SECONDS
    return {
        "spark.rpc.askTimeout": seconds,
        "spark.rpc.lookupTimeout": seconds,
        "spark.network.timeout": seconds,
        "spark.executor.heartbeatInterval": "5s",
        "spark.rpc.io.connectionTimeout": seconds,
        "spark.network.auth.rpcTimeout": seconds,
    }
