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
SUSPICIOUS, LOST_RESULTS = "dask_scheduler_tasks_suspicious_total", "lost-computed-tasks"
NEEDS = "prometheus_client is not installed there: pip install prometheus-client"


def of_worker(dask_worker: Any) -> EngineAnswer:
    """Called on a worker."""
    try:
        from distributed.http.worker.prometheus.core import WorkerMetricCollector
    except ImportError:
        return NEEDS
    return kept(WorkerMetricCollector(dask_worker).collect())


def of_scheduler(dask_scheduler: Any) -> EngineAnswer:
    """Called on the scheduler; with what its process uses. What was done again needs no prometheus_client."""
    again = done_again(dask_scheduler)
    try:
        from distributed.http.scheduler.prometheus.core import SchedulerMetricCollector
        from prometheus_client import ProcessCollector
    except ImportError:
        return again
    families = [*SchedulerMetricCollector(dask_scheduler).collect(), *ProcessCollector(registry=None).collect()]
    return list({figure.name: figure for figure in (*kept(families), *again)}.values())


def done_again(dask_scheduler: Any) -> List[EngineFigure]:
    """Tasks that Dask gave to another worker, or to one started anew, because the one that had them was gone.

    Suspicious are those that it was to do; of those that it had done the results were lost, which the scheduler's log
    of events tells.
    """
    suspicious = sum(prefix.suspicious for prefix in dask_scheduler.task_prefixes.values())
    events = [event for _, event in dask_scheduler.get_events("all") if isinstance(event, dict)]
    removals = [event for event in events if event.get("action") == "remove-worker"]
    lost = sum(len(event.get(LOST_RESULTS, ())) for event in removals)
    return [EngineFigure(SUSPICIOUS, float(suspicious), True), EngineFigure(LOST_RESULTS, float(lost), True)]


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
