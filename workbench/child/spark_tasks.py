"""Which cores of a Spark application have worked, by what Spark itself remembers of its tasks (`…/stages`)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Hashable, Iterable, List, Mapping, NamedTuple, Sequence

from workbench.child.spark_rest import told_by_driver
from workbench.contracts import WorkDone

LISTENERS_MILLISECONDS = 10_000
MOMENT = "%Y-%m-%dT%H:%M:%S.%fGMT"


class SparkTask(NamedTuple):
    """A task that has succeeded."""

    id: int
    host: str
    began: datetime
    ended: datetime


class TasksSince:
    """Tasks since it was first asked. `cores` has the application's by host."""

    def __init__(self, context: Any, cores: Mapping[str, int]) -> None:
        self._context = context
        self._cores = cores
        self._last = -1
        self._asked = False

    def done(self) -> Dict[Hashable, WorkDone]:
        """By host and core; at first nothing. A host without a core of ours counts as one core."""
        # What is told comes by a queue of events.
        self._context._jsc.sc().listenerBus().waitUntilEmpty(LISTENERS_MILLISECONDS)  # noqa: SLF001 - no other way
        tasks = succeeded(told_by_driver(self._context, "stages?details=true"))
        if not self._asked:
            self._asked, self._last = True, max((task.id for task in tasks), default=-1)
        return by_core([task for task in tasks if task.id > self._last], self._cores)


def succeeded(stages: Iterable[Mapping[str, Any]]) -> List[SparkTask]:
    """The tasks in the answer to `stages?details=true` that ended well."""
    return [_task(told) for stage in stages for told in stage["tasks"].values() if told["status"] == "SUCCESS"]


def by_core(tasks: Sequence[SparkTask], cores: Mapping[str, int]) -> Dict[Hashable, WorkDone]:
    """How many tasks each core has run, by host and number.

    Spark doesn't number cores: a task is counted for the first that had none at the time, so a second core appears only
    where two tasks ran at once. Ends are seen late by the driver, so no more appear than there are.
    """
    free_from: Dict[str, List[datetime]] = {}
    counts: Dict[Hashable, WorkDone] = {}
    for task in sorted(tasks, key=lambda task: (task.began, task.id)):
        ends = free_from.setdefault(task.host, [])
        core = next((index for index, end in enumerate(ends) if end <= task.began), len(ends))
        if core < len(ends):
            ends[core] = task.ended
        elif core < cores.get(task.host, 1):
            ends.append(task.ended)
        else:
            core = ends.index(min(ends))
            ends[core] = task.ended
        known = counts.get((task.host, core))
        counts[task.host, core] = WorkDone(task.host, 1.0 if known is None else known.amount + 1.0)
    return counts


def _task(told: Mapping[str, Any]) -> SparkTask:
    began = datetime.strptime(told["launchTime"], MOMENT).replace(tzinfo=timezone.utc)
    return SparkTask(told["taskId"], told["host"], began, began + timedelta(milliseconds=told["duration"]))
