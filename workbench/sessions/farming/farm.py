"""Machines elsewhere on which a run's launches are made, in the place of this one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Optional, TypeVar

from workbench.model.plan import Plan
from workbench.model.run import Interpreter, Machine
from workbench.model.trial import TrialRecord
from workbench.sessions.executing import compact_series
from workbench.sessions.farming.harvest import PAUSE_SECONDS, Harvest
from workbench.sessions.farming.inspection import Inspection
from workbench.sessions.farming.likeness import check_data
from workbench.sessions.farming.losing import give_up
from workbench.sessions.farming.machines import FarmMachine, MachineLost
from workbench.sessions.launching import Tell
from workbench.store.writer import RunWriter
from workbench.wire import Message

Answer = TypeVar("Answer")


class Farm:
    """Machines that are alike, each with an agent that has inspected it. `inspections` are by their names."""

    def __init__(
        self,
        machines: Sequence[FarmMachine],
        inspections: Mapping[str, Inspection],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._machines = list(machines)
        self._first = inspections[machines[0].name]
        self._pause = pause

    @property
    def machine(self) -> Machine:
        """The fingerprint that they share."""
        return self._first.machine

    @property
    def interpreters(self) -> tuple[Interpreter, ...]:
        """What is installed there, of the environments that are used."""
        return self._first.interpreters

    def make(self, writer: RunWriter, plan: Plan, done: Sequence[TrialRecord], tell: Tell) -> None:
        """Every launch that is not done yet, until the plan's time budget is spent.

        Raises FarmLost once no machine is left, and WorkbenchError for what none can do.
        """
        hashes = {name: message["hashes"] for name, message in self._prepared(tell)}
        check_data(hashes)
        try:
            Harvest(self._machines, writer, plan, done, tell, self._pause).bring_in()
        finally:
            compact_series(os.path.join(writer.folder, "telemetry"), tell)

    def _prepared(self, tell: Tell) -> Iterator[tuple[str, Message]]:
        """What each answers once it has made the data and compiled what it imports; all at the same time."""
        for machine in list(self._machines):
            self._asked(machine, lambda one: one.give({"type": "prepare"}), tell)
        ready: set[str] = set()
        while any(machine.name not in ready for machine in self._machines):
            for machine in list(self._machines):
                if machine.name in ready:
                    self._asked(machine, FarmMachine.keep, tell)
                    continue
                found = self._asked(machine, FarmMachine.answer, tell)
                if found is not None:
                    ready.add(machine.name)
                    yield machine.name, found[0]
            self._pause(PAUSE_SECONDS)

    def _asked(self, machine: FarmMachine, ask: Callable[[FarmMachine], Answer], tell: Tell) -> Optional[Answer]:
        try:
            return ask(machine)
        except MachineLost as lost:
            give_up(machine, lost, self._machines, tell)
            return None
