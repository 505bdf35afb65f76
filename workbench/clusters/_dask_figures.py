"""What Dask counts by itself, as its Prometheus pages have it: asked of its servers over the client's own connection.

So it needs no port of theirs, and TLS covers it. As a scrape does, asking begins their largest tick anew.
"""

from __future__ import annotations

import math
from typing import Any, Dict, Iterable, List, Mapping, Sequence, Tuple

from workbench.contracts import EngineAnswer, EngineFigure

KEPT = ("memory", "spill", "transfer", "tasks", "workers_removed")
"""Words of the names that are kept: what is held, written to disk, sent to and fro, done, and lost."""
SUMMED = "task_prefix_name"
"""A label with a value for each function that was ever run: summed over."""
NEEDS = "prometheus_client is not installed there: pip install prometheus-client"


def of_worker(dask_worker: Any) -> EngineAnswer:
    """Called on a worker."""
    try:
        from distributed.http.worker.prometheus.core import WorkerMetricCollector
    except ImportError:
        return NEEDS
    return kept(WorkerMetricCollector(dask_worker).collect())


def of_scheduler(dask_scheduler: Any) -> EngineAnswer:
    """Called on the scheduler; with what its process uses."""
    try:
        from distributed.http.scheduler.prometheus.core import SchedulerMetricCollector
        from prometheus_client import ProcessCollector
    except ImportError:
        return NEEDS
    return kept([*SchedulerMetricCollector(dask_scheduler).collect(), *ProcessCollector(registry=None).collect()])


def kept(families: Iterable[Any]) -> List[EngineFigure]:
    """Those of Prometheus' metric families that say something here."""
    found: Dict[Tuple[str, bool], float] = {}
    for family in families:
        for sample in family.samples:
            if any(word in sample.name for word in KEPT) and math.isfinite(sample.value):
                key = named(sample.name, sample.labels), family.type == "counter"
                found[key] = found.get(key, 0.0) + float(sample.value)
    return [EngineFigure(name, value, grows) for (name, grows), value in found.items()]


def named(name: str, labels: Mapping[str, str]) -> str:
    """As Prometheus writes it: `dask_worker_memory_bytes{type="managed"}`."""
    told = ",".join('%s="%s"' % (label, value) for label, value in sorted(labels.items()) if label != SUMMED)
    return "%s{%s}" % (name, told) if told else name


def added(answers: Sequence[Any]) -> EngineAnswer:
    """Those of one node's workers as one; where one doesn't tell, why."""
    sums: Dict[Tuple[str, bool], float] = {}
    for answer in answers:
        if isinstance(answer, BaseException):
            return "%s: %s" % (type(answer).__name__, answer)
        if isinstance(answer, str):
            return answer
        for name, value, grows in answer:
            sums[name, grows] = sums.get((name, grows), 0.0) + value
    return [EngineFigure(name, value, grows) for (name, grows), value in sums.items()]
