"""The launches of a run, handed out to the machines of a farm; facts are on disk here after every trial."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Optional

from workbench.analysis.remaining import RemainingTime
from workbench.model.event import BudgetSpent, TrialFinished, TrialStarted, Waiting
from workbench.model.plan import Plan
from workbench.model.trial import TrialRecord
from workbench.running.schedule import order
from workbench.sessions.farming.losing import give_up
from workbench.sessions.farming.machines import FarmMachine, MachineLost
from workbench.sessions.farming.rounds import Rounds, in_order
from workbench.sessions.launching import Tell
from workbench.store.layout import write_synced
from workbench.store.schema import Decoding
from workbench.store.writer import RunWriter
from workbench.telemetry.series import STREAM_SUFFIX

PAUSE_SECONDS = 0.05


class Harvest:
    """`machines` are free and have the data of the plan. Each launch that `done` lacks is made by one of them."""

    def __init__(
        self,
        machines: list[FarmMachine],
        writer: RunWriter,
        plan: Plan,
        done: Sequence[TrialRecord],
        tell: Tell,
        pause: Callable[[float], None],
    ) -> None:
        specs = order(plan, {trial.trial_id for trial in done})
        by_name = {machine.name: machine for machine in machines}
        self._machines = [by_name[name] for name in in_order(by_name, plan.measure.seed)]
        self._writer = writer
        self._tell = tell
        self._pause = pause
        self._rounds = Rounds(specs)
        self._remaining = RemainingTime(specs, done)
        self._total = len(specs) + len(done)
        self._done = len(done)
        self._running: set[str] = set()
        self._lost: dict[str, tuple[str, ...]] = {}
        self._deadline = time.monotonic() + (plan.measure.time_budget_seconds or float("inf"))
        self._decoding = Decoding(TrialRecord)

    def bring_in(self) -> None:
        """Until all are made or the plan's time budget is spent. Raises FarmLost once no machine is left."""
        while True:
            spent = time.monotonic() >= self._deadline
            for machine in list(self._machines):
                self._attend(machine, spent)
            if not self._running and (spent or not self._rounds.left):
                break
            self._pause(PAUSE_SECONDS)
        if self._rounds.left:
            self._tell(BudgetSpent(self._rounds.left))

    def _attend(self, machine: FarmMachine, spent: bool) -> None:
        """Take what a machine has made, or give it something to make."""
        try:
            if machine.name not in self._running:
                spec = None if spent else self._rounds.begin(machine.name)
                if spec is None:
                    machine.keep()
                    return
                self._running.add(machine.name)
                machine.give({"type": "launch", "trial_id": spec.trial_id})
                self._tell(TrialStarted(spec, self._done + len(self._running), self._total, self._seconds_left()))
                return
            found = machine.answer()
            if found is not None and found[0]["type"] == "waiting":
                self._tell(Waiting(found[0]["pid"], machine.name))
            elif found is not None:
                self._keep(machine, self._decoding.one(found[0]["line"].encode("ascii")), found[1])
        except MachineLost as lost:
            self._lose(machine, lost)

    def _keep(self, machine: FarmMachine, record: TrialRecord, series: Optional[bytes]) -> None:
        spec = self._rounds.finished(machine.name)
        self._running.discard(machine.name)
        record = replace(record, host=machine.name, lost_hosts=self._lost.get(record.trial_id, ()))
        if series is not None:
            write_synced(os.path.join(self._writer.folder, "telemetry", spec.trial_id + STREAM_SUFFIX), series)
        self._writer.append(record)
        self._done += 1
        self._remaining.finished(record)
        self._tell(TrialFinished(spec, record, self._done, self._total, self._seconds_left()))

    def _lose(self, machine: FarmMachine, why: MachineLost) -> None:
        self._running.discard(machine.name)
        spec = self._rounds.lost(machine.name)
        again = ""
        if spec is not None:
            self._lost[spec.trial_id] = (*self._lost.get(spec.trial_id, ()), machine.name)
            again = f"; what it was at is made again: {spec.planned.case.label()}"
        give_up(machine, why, self._machines, self._tell, again)

    def _seconds_left(self) -> Optional[float]:
        """What a single machine would take is shared by those that are left."""
        seconds = self._remaining.seconds()
        return None if seconds is None else seconds / len(self._machines)
