"""What Spark counts by itself of an application: executors and stages, as the driver's REST API has them.

Source: spark.apache.org, monitoring.html (`/api/v1/applications/…/allexecutors` and `…/stages`). Bytes, but
`totalDuration` and `totalGCTime`, which are milliseconds. An executor tells its peaks every ten seconds only.
"""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Mapping, Sequence, Tuple

from workbench.contracts import EngineAnswer, EngineFigure

COUNTED = (
    "completedTasks",
    "failedTasks",
    "totalDuration",
    "totalGCTime",
    "totalInputBytes",
    "totalShuffleRead",
    "totalShuffleWrite",
)
HELD = ("memoryUsed", "diskUsed")
MEMORY = {
    "memoryMetrics": ("usedOnHeapStorageMemory", "usedOffHeapStorageMemory"),
    "peakMemoryMetrics": ("JVMHeapMemory", "JVMOffHeapMemory", "OnHeapExecutionMemory", "OnHeapStorageMemory"),
}
SPILLED = ("memoryBytesSpilled", "diskBytesSpilled")
NOT_YET = "JVMHeapMemory"
"""A peak of no memory is none that was told yet."""
DRIVER = "driver"
"""Its id among the executors."""


def figures(
    nodes: Sequence[str], executors: Iterable[Mapping[str, Any]], stages: Iterable[Mapping[str, Any]]
) -> Dict[str, EngineAnswer]:
    """By node, the sum over its executors; under "" the driver's, and what all stages have spilled."""
    sums: Dict[str, Dict[Tuple[str, bool], float]] = {node: {} for node in ("", *nodes)}
    for executor in executors:
        node = "" if executor["id"] == DRIVER else executor["hostPort"].rpartition(":")[0]
        if node in sums:
            _add(sums[node], _of_executor(executor))
    _add(sums[""], [EngineFigure(name, float(stage[name]), True) for stage in stages for name in SPILLED])
    return {
        node: [EngineFigure(name, value, grows) for (name, grows), value in found.items()]
        or "Spark tells of no executor there"
        for node, found in sums.items()
    }


def _of_executor(executor: Mapping[str, Any]) -> List[EngineFigure]:
    """Of one that is gone only what it has done counts."""
    found = [EngineFigure(name, float(executor[name]), True) for name in COUNTED]
    if executor["isActive"]:
        found += [EngineFigure(name, float(executor[name])) for name in HELD]
        for group, names in MEMORY.items():
            told = executor.get(group) or {}
            if told.get(NOT_YET) != 0:
                found += [EngineFigure("%s.%s" % (group, name), float(told[name])) for name in names if name in told]
    return found


def _add(sums: Dict[Tuple[str, bool], float], found: Iterable[EngineFigure]) -> None:
    for name, value, grows in found:
        sums[name, grows] = sums.get((name, grows), 0.0) + value
