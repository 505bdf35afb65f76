"""Makes launches, one at a time, through a launcher and beside a sampler. Yields records, stores nothing."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Optional, Self

from workbench.contracts.devices import shown_cards
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access
from workbench.model.device import CPU
from workbench.model.plan import PluginReference, TrialSpec
from workbench.model.trial import TrialRecord
from workbench.running.descendants import become_subreaper
from workbench.running.engine import engine_rows
from workbench.running.folders import ImportFolder, TrialFolder, sweep
from workbench.running.job_clusters import JobClusters
from workbench.running.limits.applying import UNLIMITED, Limiter, TrialLimits
from workbench.running.limits.control import CannotLimit
from workbench.running.limits.naming import sweep as sweep_groups
from workbench.running.nodes import merge_series, read_nodes
from workbench.running.peer import Peer, PeerDied, who_spoke
from workbench.running.reaping import reap_orphans
from workbench.running.records import Told, record, skipped
from workbench.running.requests import Request, environment_variables, leftovers_request, trial_request
from workbench.running.sampling import Sampler
from workbench.telemetry.summary import WatchSummary
from workbench.wire import Message, encode

OOM_POLL_SECONDS = 0.2
LEFTOVERS_SECONDS = 60.0
RESUME = "go on with: workbench run --resume"


class ChildFailed(WorkbenchError):
    """A request other than a trial (describe, prepare, warm) ended badly; carries the reason."""


class LauncherDied(WorkbenchError):
    """The process that starts trials was killed from outside."""

    def __init__(self, died: PeerDied) -> None:
        super().__init__(f"the process that starts trials ended early ({died}); what was recorded is safe", RESUME)


class Runner:
    """A context manager: entering starts the helper process, leaving ends everything that was started.

    `series_folder` is where telemetry files go; None: nowhere. `observe` is told the sampler's `live` messages,
    about one a second; None: nobody asks for them.

    `interpreter` is the Python of everything that names none; empty: the one that runs us. `variables` are set in
    everything it starts, over what that would have.
    """

    def __init__(self, interpreter: str = "", variables: Mapping[str, str] = {}) -> None:
        self._interpreter = interpreter
        self._variables = variables
        self.series_folder: Optional[str] = None
        self.observe: Optional[Callable[[Message], None]] = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if become_subreaper():
            self._stack.callback(become_subreaper, False)
        sweep()
        sweep_groups()
        self._imports = ImportFolder()
        self._stack.callback(self._imports.remove)
        own = {**os.environ, "PYTHONPATH": self._imports.path}
        self._launcher = Peer("workbench.running.launcher", own)
        self._stack.callback(self._close_launcher)
        self._jobs = JobClusters(own)
        self._stack.callback(self._jobs.close)
        self._limiter = Limiter(lambda prefix: self._move_launcher(prefix, own))
        self._sampler = Sampler(lambda: Peer("workbench.telemetry.sampler", own))
        self._stack.callback(self._sampler.close)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def run_trial(
        self,
        spec: TrialSpec,
        interpreter: str = "",
        variables: Mapping[str, str] = {},
        wrap: Callable[[Sequence[str]], Sequence[str]] = tuple,
    ) -> TrialRecord:
        """One launch, to its record. KeyboardInterrupt kills the trial and goes on; nothing is recorded then.

        `interpreter` is the Python of the case's environment; empty: the runner's own. `variables` are set for
        the trial over everything else. `wrap` makes the command line that runs another one (under a profiler).
        """
        planned = spec.planned
        if planned.skip_reason is not None:
            return skipped(spec, time.time())
        for reference in (planned.workload, planned.solver, planned.backend):
            self._imports.admit(reference)
        if spec.access is not None:
            spec = replace(spec, access=self.reached(spec.access, interpreter, variables))
        self._sampler.ready()
        try:
            limits = self._limiter.apply(planned.case.resources)
        except CannotLimit as reason:
            return skipped(replace(spec, planned=replace(planned, skip_reason=reason.sentence)), time.time())
        with ExitStack() as after:
            after.callback(limits.remove)
            folder = TrialFolder()
            after.callback(folder.remove)
            told = Told(time.monotonic(), time.time(), oom_kills=-_oom_kills())
            request = trial_request(spec, folder.scratch, limits.placement)
            threads = planned.case.resources.threads_per_worker
            self._launch(folder, request, interpreter, threads, variables, wrap, limits)
            try:
                self._follow(spec, told, limits, folder.scratch)
            finally:
                if spec.access is not None and not told.nodes:
                    self._end_leftovers(spec, interpreter, variables)
            told.oom_kills += _oom_kills()
            told.limits = limits.facts()
        return record(spec, told)

    def reached(self, access: Access, interpreter: str = "", variables: Mapping[str, str] = {}) -> Access:
        """The access itself, or that of the cluster that its jobs bring up, once, until we leave.

        Raises WorkbenchError where they don't.
        """
        if access.jobs is None:
            return access
        python = interpreter or self._interpreter or sys.executable
        return self._jobs.reached(access, python, {**self._variables, **variables})

    def ask(
        self,
        request: Request,
        references: Sequence[PluginReference] = (),
        interpreter: str = "",
        timeout_seconds: float = 3600.0,
        variables: Mapping[str, str] = {},
    ) -> Message:
        """What the child answers to a request that is not a trial: its message `answers`, empty where it has none.

        `references` are the plug-ins that the request names, `variables` are set for the child over everything else.
        Raises ChildFailed with the child's reason and the
        end of its standard error.
        """
        for reference in references:
            self._imports.admit(reference)
        folder = TrialFolder()
        answer: Message = {}
        told = Told(time.monotonic(), time.time())
        try:
            self._launch(folder, request, interpreter, 1, variables)
            for message in self._messages(told, timeout_seconds):
                if message["type"] == "answers":
                    answer = message
            if not told.done:
                late = f"it took more than {timeout_seconds:g} s" if told.timed_out else "it ended without an answer"
                reason = told.refused or (told.failure or {}).get("reason") or late
                raise ChildFailed(reason, (told.exited or {}).get("stderr_tail", "")[-800:].strip() or None)
        finally:
            folder.remove()
        return answer

    def _launch(
        self,
        folder: TrialFolder,
        request: Request,
        interpreter: str,
        threads: int,
        variables: Mapping[str, str] = {},
        wrap: Callable[[Sequence[str]], Sequence[str]] = tuple,
        limits: TrialLimits = UNLIMITED,
    ) -> None:
        with open(folder.request, "wb") as file:
            file.write(encode(request))
        interpreter = interpreter or self._interpreter
        environment = environment_variables(os.environ, self._imports.path, folder.scratch, threads, interpreter)
        environment.update({**self._variables, **variables})
        environment.update(shown_cards(request.get("device", CPU), environment))
        self._launcher.send(
            {
                "type": "launch",
                "argv": [*wrap((interpreter or sys.executable, "-m", "workbench.child", folder.request))],
                "environment": environment,
                "working_folder": folder.working,
                "limits": limits.entry,
            }
        )

    def _follow(self, spec: TrialSpec, told: Told, limits: TrialLimits, scratch: str) -> None:
        """Hear a trial out, with the sampler beside it."""
        watching = False
        for message in self._messages(told, spec.measure.timeout_seconds, limits):
            if message["type"] == "started":
                self._sampler.watch(
                    trial_id=spec.trial_id,
                    pid=message["pid"],
                    launcher_pid=self._launcher.pid,
                    launched_at=told.launched_at,
                    series_path=self._series_path(spec),
                    interval_seconds=spec.measure.sample_interval_seconds,
                    workers=spec.planned.case.resources.workers,
                    groups=limits.watched,
                    live=self.observe is not None,
                )
                watching = True
            elif message["type"] == "edge":
                self._sampler.mark(message["name"], message["edge"], message["at"])
            elif message["type"] == "nodes":
                # Their files lie in the trial's folder.
                told.nodes = read_nodes(message, told.launched_at, scratch)
        if watching:
            summary = self._sampler.stop()
            told.sampled = None if summary is None else WatchSummary.from_message(summary)
            told.sampler_lost = self._sampler.lost
        path = self._series_path(spec)
        if told.nodes and path is not None:
            points = {} if told.engine is None else engine_rows(told.engine, told.nodes, told.launched_at)
            told.series_lost = merge_series(path, told.nodes, _work_ended(told), points)

    def _end_leftovers(self, spec: TrialSpec, interpreter: str, variables: Mapping[str, str]) -> None:
        """A trial that was killed ended no sampler on its nodes. Where this fails, each ends by itself in time."""
        with suppress(WorkbenchError):
            self.ask(leftovers_request(spec), (), interpreter, LEFTOVERS_SECONDS, variables)

    def _move_launcher(self, prefix: Sequence[str], environment: Mapping[str, str]) -> int:
        """Have the launcher run by another command line; returns its process number."""
        self._launcher.close()
        self._launcher = Peer("workbench.running.launcher", environment, prefix)
        return self._launcher.pid

    def _close_launcher(self) -> None:
        self._launcher.close()

    def _series_path(self, spec: TrialSpec) -> Optional[str]:
        if self.series_folder is None:
            return None
        return os.path.join(self.series_folder, spec.trial_id + ".arrows")

    def _messages(self, told: Told, timeout_seconds: float, limits: TrialLimits = UNLIMITED) -> Iterator[Message]:
        """Every message of one launch until it has exited.

        It is killed at its deadline, when it ran into its memory limit (what then remains of it may wait for ever for
        the process that the kernel killed), and when we are interrupted.
        """
        deadline = time.monotonic() + timeout_seconds
        killed = False
        try:
            while told.exited is None and told.refused is None:
                for message in self._receive(None if killed else _patience(deadline, limits)):
                    told.hear(message)
                    yield message
                late, starved = time.monotonic() >= deadline, limits.oom_kills() > 0
                if told.exited is None and not killed and (late or starved):
                    told.timed_out = late
                    killed = True
                    self._launcher.send({"type": "kill"})
        except LauncherDied:
            reap_orphans(self._imports.path)
            raise
        except BaseException:
            self._launcher.send({"type": "kill"})
            while told.exited is None and told.refused is None:
                for message in self._receive(None):
                    told.hear(message)
            raise

    def _receive(self, seconds: Optional[float]) -> list[Message]:
        """What the launcher said, after waiting up to `seconds`; what the sampler says meanwhile is handed on."""
        sampler = self._sampler.peer
        spoke = who_spoke([self._launcher] if sampler is None else [self._launcher, sampler], seconds)
        if sampler in spoke:
            for message in self._sampler.hear():
                if self.observe is not None:
                    self.observe(message)
        try:
            return self._launcher.take() if self._launcher in spoke else []
        except PeerDied as died:
            raise LauncherDied(died) from died


def _work_ended(told: Told) -> float:
    """When the last phase ended, in seconds since the launch."""
    return max((phase["end"] for phase in told.phases), default=told.launched_at) - told.launched_at


def _patience(deadline: float, limits: TrialLimits) -> float:
    """How long to wait for a message before looking at the clock, and at the kernel's count, again."""
    left = deadline - time.monotonic()
    return min(left, OOM_POLL_SECONDS) if limits.polled else left


def _oom_kills() -> int:
    """How many processes the kernel has killed for want of memory since it started (proc(5), vmstat)."""
    try:
        with open("/proc/vmstat", "rb") as file:
            return sum(int(line.split()[1]) for line in file if line.startswith(b"oom_kill "))
    except OSError:
        return 0
