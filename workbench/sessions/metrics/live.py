"""The run that is going on, as metrics.

`run_id` tells what a value is of: the run's own id (progress, elapsed, trials by outcome), or `RUN/CASE` for the case
that a trial is of (everything sampled). `workbench_run_info` says what each `run_id` is. `node` is the machine's id,
`role` whose value it is (workbench.sessions.metrics.sampled). There is no label for the outcome of trials: each has a
family of its own, `workbench_trials_ok_total` and so on.

Counters go on from trial to trial of a case, and a resumed run counts the trials that it has already. Gauges of a
trial are there while it runs.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Optional

from workbench.exporters._families import COUNTER, Family, Figure, case_run_id, counter, gauge, run_info
from workbench.exporters._finished import PLANNED, PROGRESS, START_TIME
from workbench.model.event import Observed, RunEvent, RunStarted, TrialFinished, TrialStarted
from workbench.model.phases import PHASES
from workbench.model.run import RunHeader
from workbench.model.trial import STATUSES, TrialRecord
from workbench.sessions.launching import Tell
from workbench.sessions.metrics.counters import RunCounters
from workbench.sessions.metrics.sampled import DUTY, MEMORY, SAMPLER, TREE, Reading, readings
from workbench.sessions.metrics.server import LOOPBACK, serving

CASES_SHOWN = 8
"""The counters of that many cases are shown, the latest: a scrape stays short however many cases a run has."""
SETTLED_SECONDS = 2.0
"""Before that the sampler's share of a trial's time says more of the trial's shortness."""
TRIALS = {status: counter(f"trials_{status}", f"Trials of the run that ended as {status}.") for status in STATUSES}
ELAPSED = gauge("run_elapsed_seconds", "How long this process has been at the run.")
REMAINING = gauge("run_remaining_seconds", "How long the run will still take, learned from its trials so far.")
TRIAL_ELAPSED = gauge("trial_elapsed_seconds", "How long the running trial has run.")


@contextmanager
def serve_live(port: int, say: Callable[[str], None]) -> Iterator[Tell]:
    """Serve the run that is told of to this machine only, while the block runs. Raises WorkbenchError as `serving`."""
    live = LiveRun()
    with serving(live.figures, LOOPBACK, port, say):
        yield live.tell


class LiveRun:
    """Told what happens by `tell`, asked for what holds now by `figures`; from two threads, one at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._header: Optional[RunHeader] = None
        self._info: list[Figure] = []
        self._outcomes: Counter[str] = Counter()
        self._began = clock()
        self._remaining: Optional[tuple[float, float]] = None
        self._trial: Optional[_RunningTrial] = None
        self._duty: Optional[float] = None
        self._counters = RunCounters()
        self._cases: OrderedDict[str, Figure] = OrderedDict()

    def tell(self, event: RunEvent) -> None:
        """Take in what an event says. A launch under a profiler is no measurement, and is left out."""
        with self._lock:
            if isinstance(event, RunStarted):
                self._header, self._began = event.header, self._clock()
                self._info = [run_info(event.header.run_id, (each.case for each in event.header.plan.cases))]
                for trial in event.done:
                    self._count_again(trial)
            elif isinstance(event, (TrialStarted, TrialFinished, Observed)) and event.spec.profile is None:
                self._tell_of_trial(event)

    def figures(self) -> list[Figure]:
        """Everything, as of this moment; nothing before the run has begun."""
        with self._lock:
            return [] if self._header is None else list(self._figures(self._header))

    def _tell_of_trial(self, event: TrialStarted | TrialFinished | Observed) -> None:
        if isinstance(event, Observed):
            if self._trial is not None:
                self._observe(self._trial, event)
            return
        self._remaining = None if event.remaining_seconds is None else (self._clock(), event.remaining_seconds)
        case = event.spec.planned.case
        if isinstance(event, TrialStarted) and self._header is not None:
            self._trial = _RunningTrial(case.id, self._clock())
            self._counters.begin(case.id)
            self._cases.setdefault(case.id, run_info(case_run_id(self._header.run_id, case.id), [case]))
            self._cases.move_to_end(case.id)
        elif isinstance(event, TrialFinished):
            self._trial = None
            self._outcomes[event.record.status] += 1
            self._counters.settle(_growth(event.record))
            if event.record.sampler is not None:
                self._duty = event.record.sampler.duty_ratio

    def _count_again(self, trial: TrialRecord) -> None:
        """A trial from before the run was interrupted: counters go on from it, and don't begin anew."""
        if trial.profile is None:
            self._outcomes[trial.status] += 1
            self._counters.begin(trial.case_id)
            self._counters.settle(_growth(trial))

    def _observe(self, trial: _RunningTrial, event: Observed) -> None:
        if event.memory_bytes is not None:
            trial.memory_bytes = event.memory_bytes
        for reading in readings(event.values):
            if reading.source.family.kind == COUNTER:
                self._counters.read(reading)
            elif reading.source.family is DUTY:
                if event.elapsed_seconds >= SETTLED_SECONDS:
                    self._duty = reading.value
            else:
                trial.gauges[reading.source.family, reading.role, reading.instance] = reading

    def _figures(self, header: RunHeader) -> Iterator[Figure]:
        run = {"run_id": header.run_id, "node": header.machine.id}
        yield from self._info
        shown = list(self._cases)[-CASES_SHOWN:]
        yield from (self._cases[case_id] for case_id in shown)
        planned, recorded = header.plan.planned_trials, sum(self._outcomes.values())
        yield Figure(START_TIME, run, header.created_at)
        yield Figure(PLANNED, run, planned)
        yield Figure(PROGRESS, run, min(1.0, recorded / planned) if planned else 1.0)
        yield Figure(ELAPSED, run, self._clock() - self._began)
        if self._remaining is not None:
            at, seconds = self._remaining
            yield Figure(REMAINING, run, max(0.0, seconds - (self._clock() - at)))
        for status, family in TRIALS.items():
            yield Figure(family, run, self._outcomes[status])
        if self._duty is not None:
            yield Figure(DUTY, {**run, "role": SAMPLER}, self._duty)
        if self._trial is not None:
            yield from self._trial.figures(_labels(header, self._trial.case_id), self._clock())
        for case_id in shown:
            for key, value in self._counters.of(case_id).items():
                yield Figure(key.family, {**_labels(header, case_id), "role": key.role}, value)


class _RunningTrial:
    """What is known of the trial that runs."""

    def __init__(self, case_id: str, began: float) -> None:
        self.case_id = case_id
        self.memory_bytes: Optional[float] = None
        self.gauges: dict[tuple[Family, str, str], Reading] = {}
        self._began = began

    def figures(self, labels: Mapping[str, str], now: float) -> Iterator[Figure]:
        yield Figure(TRIAL_ELAPSED, labels, now - self._began)
        if self.memory_bytes is not None:
            yield Figure(MEMORY, {**labels, "role": TREE}, self.memory_bytes)
        together: dict[tuple[Family, str], float] = {}
        for (family, role, _), reading in self.gauges.items():
            before = together.get((family, role), 0.0)
            largest = reading.source.largest
            together[family, role] = max(before, reading.value) if largest else before + reading.value
        for (family, role), value in together.items():
            yield Figure(family, {**labels, "role": role}, value)


def _labels(header: RunHeader, case_id: str) -> dict[str, str]:
    return {"run_id": case_run_id(header.run_id, case_id), "node": header.machine.id}


def _growth(record: TrialRecord) -> dict[str, float]:
    """By how much counters grew over a whole trial, as its record has it: over its phases, inner ones not twice."""
    grown: dict[str, float] = {}
    for phase in PHASES:
        for name, value in record.phase_totals.get(phase, {}).items():
            grown[name] = grown.get(name, 0.0) + value
    if record.cpu is not None:
        for name in ("user_seconds", "system_seconds"):
            key = f"cpu_tree.{name}"
            grown[key] = max(grown.get(key, 0.0), getattr(record.cpu, name))
    return grown
