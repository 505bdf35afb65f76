"""Spark's JVM: of the trial's own, a thread for each worker, on the loopback; or the driver of a cluster's part."""

from __future__ import annotations

import os
import sys
from typing import Any, Dict, Mapping, Optional

from workbench.model.declared_environment import DeclaredEnvironment

ENVIRONMENT = DeclaredEnvironment(
    "spark",
    (
        "pyspark==4.0.*",
        "pyarrow==22.*",
        "numpy==2.*",
    ),
    needs=("java>=17",),
)
"""What Spark's solvers run in. pip builds pyspark from source, and takes some minutes."""
LOOPBACK = "127.0.0.1"
STOP_SECONDS = 30.0


def open_session(
    workers: int, scratch: Optional[str], heap_bytes: int, python_variables: Optional[Mapping[str, str]] = None
) -> Any:
    """Start the JVM and return its SparkSession, `local[workers]`.

    `python_variables` are what Python processes of Spark find in their surroundings; by itself Spark sets
    OMP_NUM_THREADS to 1 there.

    The JVM is told that it has `workers` CPUs, so that its collector and its compiler don't take more, and is given one
    collector: by itself it would take another one at one CPU than at two. What it writes stays in `scratch`.
    """
    os.environ.update({"SPARK_LOCAL_IP": LOOPBACK, "PYSPARK_PYTHON": sys.executable})
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[%d]" % workers).appName("workbench")
    settings = _settings(workers, scratch, heap_bytes)
    settings.update({"spark.executorEnv.%s" % name: value for name, value in (python_variables or {}).items()})
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def start_gateway(settings: Mapping[str, str]) -> Any:
    """Start the JVM alone; `settings` end up on its command line."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    conf = SparkConf(loadDefaults=False)
    for name, value in settings.items():
        conf.set(name, value)
    SparkContext._ensure_initialized(gateway=launch_gateway(conf))  # noqa: SLF001 - no public name
    return SparkContext._gateway  # noqa: SLF001


def start_application(settings: Mapping[str, str]) -> Any:
    """A SparkContext in the JVM that `start_gateway` has started. No command line shows these settings."""
    from pyspark import SparkConf, SparkContext

    conf = SparkConf(_jvm=SparkContext._jvm)  # noqa: SLF001 - no public name
    for name, value in settings.items():
        conf.set(name, value)
    return SparkContext(conf=conf)


def close_session() -> None:
    """Stop Spark where it runs, end the JVM and wait for it. `SparkSession.stop` alone leaves the JVM running."""
    from pyspark import SparkContext

    context, gateway = SparkContext._active_spark_context, SparkContext._gateway  # noqa: SLF001 - no public names
    if context is not None:
        context.stop()
    if gateway is None:
        return
    process = gateway.proc
    gateway.shutdown()
    # The JVM lives for as long as its standard input is open.
    process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    finally:
        SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001 - else the next session would ask a dead JVM


def _settings(workers: int, scratch: Optional[str], heap_bytes: int) -> Dict[str, str]:
    java = ["-XX:ActiveProcessorCount=%d" % workers, "-XX:+UseG1GC", "-XX:-UsePerfData"]
    settings = {
        "spark.driver.bindAddress": LOOPBACK,
        "spark.driver.host": LOOPBACK,
        "spark.driver.memory": "%dk" % (heap_bytes // 1024),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.default.parallelism": str(workers),
        "spark.sql.shuffle.partitions": str(workers),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if scratch is not None:
        settings["spark.local.dir"] = scratch
        settings["spark.sql.warehouse.dir"] = os.path.join(scratch, "warehouse")
        java.append("-Djava.io.tmpdir=%s" % scratch)
    settings["spark.driver.extraJavaOptions"] = " ".join(java)
    return settings
