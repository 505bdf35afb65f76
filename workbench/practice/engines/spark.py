"""Spark standalone: a master beside the nodes and a worker on each; whoever connects has to know a secret."""

from __future__ import annotations

import os
import shutil

from workbench.contracts.needs import missing_need
from workbench.model.practice import EngineAccess, PracticeNode
from workbench.practice.engines.engine import fetched_json, lacks_module
from workbench.practice.site import SCHEDULER, WORKER, Site
from workbench.practice.state import write_private
from workbench.practice.tools import PracticeError, call

PORT, HTTP_PORT = 7077, 8080
JAVA = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:-UsePerfData")
"""For the daemons only; executors are set up by the application."""
EXECUTORS_RATIO = 0.7
EXECUTORS_BYTES = 2_000_000_000
"""What executors on a node may take: that share of its limit, or that much where it has none."""
HOME = "import os, pyspark; print(os.path.dirname(pyspark.__file__))"


class Spark:
    """See Engine. An application has to set `spark.authenticate` and the secret, too, and its driver's address."""

    name = "spark"
    ready_seconds = 120.0

    def missing(self, python: str) -> str | None:
        """pyspark, which brings Spark along, and Java."""
        return lacks_module(python, "pyspark", "pip install pyspark") or missing_need("java>=17")

    def start(self, site: Site) -> None:
        """Master and workers at once: a worker tries again until its master answers."""
        cluster = site.cluster
        secret = site.secret("spark-secret")
        properties = site.path("spark.properties")
        write_private(properties, _properties(secret).encode())
        home = call([site.python(self.name), "-c", HOME]).strip()
        java = [_java(), "-cp", os.path.join(home, "jars", "*"), *JAVA]
        address = f"spark://{cluster.host_address}:{PORT}"

        def start(role: str, where: str, words: list[str], node: PracticeNode | None = None) -> None:
            argv = [*java, f"org.apache.spark.deploy.{role}.{role.title()}", "--host", where, *words]
            variables = {"SPARK_LOCAL_IP": where, "SPARK_HOME": home, "SPARK_SCALA_VERSION": "2.13"}
            place = SCHEDULER if node is None else WORKER
            site.start(self.name, place, [*argv, "--properties-file", properties], variables, node)

        start("master", cluster.host_address, ["--port", str(PORT), "--webui-port", str(HTTP_PORT)])
        for node in cluster.nodes:
            limits = ["--cores", str(cluster.workers_per_node), "--memory", f"{_executors_bytes(site) >> 20}M"]
            folder = ["--work-dir", os.path.join(node.scratch, "spark"), "--webui-port", "0"]
            start("worker", node.address, [*limits, *folder, address], node)
        metrics = f"http://{cluster.host_address}:{HTTP_PORT}/json/"
        site.reach(self.name, EngineAccess(address, secret_file=secret, metrics=metrics))

    def is_ready(self, site: Site) -> bool:
        """Whether the master counts every worker."""
        return self.counted(site) == len(site.cluster.nodes)

    def counted(self, site: Site) -> int:
        """By the master."""
        told = fetched_json(str(site.cluster.engines[self.name].metrics)) or {}
        return int(told.get("aliveworkers", 0))


def _properties(secret: str) -> str:
    with open(secret, encoding="ascii") as file:
        told = file.read()
    return f"spark.authenticate true\nspark.authenticate.secret {told}\nspark.ui.killEnabled false\n"


def _executors_bytes(site: Site) -> int:
    limit = site.cluster.memory_limit_bytes
    return EXECUTORS_BYTES if limit is None else int(limit * EXECUTORS_RATIO)


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    path = shutil.which("java", path=None if home is None else os.path.join(home, "bin")) or shutil.which("java")
    if path is None:
        raise PracticeError("there is no java", "apt install default-jre")
    return path


ENGINE = Spark()
