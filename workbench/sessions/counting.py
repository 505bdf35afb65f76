"""Counting the instructions of a launch, in a twin of it that runs under a counter and is used for nothing else."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from workbench.contracts import CannotCount, Counter
from workbench.model.plan import Plan, PluginReference, TrialSpec
from workbench.model.trial import OK, TrialRecord
from workbench.registry import catalogue, load
from workbench.running.runner import Runner
from workbench.sessions.launching import Data, launch

COUNTED_LAUNCHES = 2
"""How many launches of a case are counted: two tell how far counts of the same work differ."""
SINGLE_PROCESS = ("serial", "threading", "own")
"""Backends that need not start processes; whether `own` does, the launch itself finds out."""
LEAST_PATIENCE_SECONDS = 60.0
PATIENCE = 200.0
"""How many times longer than the launch a counted one may take."""


@dataclass(frozen=True)
class Chosen:
    """The counter that works here, or why none does and what would mend it."""

    reference: Optional[PluginReference]
    unavailable: Optional[str] = None


def choose_counter() -> Chosen:
    """`perf` where the machine has the processor's counter, else callgrind."""
    known = catalogue("counter").values()
    reasons = []
    for reference in sorted(known, key=lambda each: int(load(each).rank)):
        reason = load(reference).unavailable()
        if reason is None:
            return Chosen(reference)
        reasons.append(f"{reference.name}: {reason}")
    return Chosen(None, "; ".join(reasons))


def with_instructions(
    record: TrialRecord, spec: TrialSpec, plan: Plan, data: Data, runner: Runner, chosen: Chosen
) -> TrialRecord:
    """`record` with what one measured call of it executes, or with the reason why that isn't known.

    Adds a launch. A launch that did not end well has nothing to count.
    """
    if record.status != OK:
        return record
    reason = _uncountable(spec) or chosen.unavailable
    if reason is None and chosen.reference is not None:
        try:
            count = _count(record, spec, plan, data, runner, chosen.reference)
        except CannotCount as error:
            reason = str(error)
        else:
            return dataclasses.replace(record, instructions=count, instructions_counter=chosen.reference.name)
    return dataclasses.replace(record, instructions_unavailable=reason)


def _uncountable(spec: TrialSpec) -> Optional[str]:
    backend = spec.planned.case.backend
    if backend in SINGLE_PROCESS:
        return None
    return f"backend {backend} works in processes of its own, and instructions are counted of one process"


def _count(
    record: TrialRecord, spec: TrialSpec, plan: Plan, data: Data, runner: Runner, reference: PluginReference
) -> int:
    with tempfile.TemporaryDirectory(prefix="wb-count-") as folder:
        counter: Counter = load(reference)(os.path.join(folder, "count"))
        measure = dataclasses.replace(
            spec.measure,
            repeats=1,
            gil_contention=False,
            timeout_seconds=LEAST_PATIENCE_SECONDS + PATIENCE * record.elapsed_seconds,
        )
        twin = dataclasses.replace(spec, measure=measure, counter=reference, counter_output=counter.output)
        kept, runner.series_folder = runner.series_folder, None
        try:
            found = launch(twin, plan, data, runner, lambda _: None, lambda argv: [*steady(), *counter.wrap(argv)])
        finally:
            runner.series_folder = kept
        if found.status != OK:
            raise CannotCount(f"under {reference.name} it ended as {found.status}: {found.reason}")
        if found.instructions_unavailable is not None:
            raise CannotCount(found.instructions_unavailable)
        return round(counter.read() / (found.calls_per_repeat or 1))


def steady() -> Sequence[str]:
    """What a command line begins with that is to execute the same each time: hashes of text are seeded, and addresses
    are not randomised where this system lets one ask for that (personality(2); containers may forbid it)."""
    seeded = ["env", "PYTHONHASHSEED=0"]
    setarch = shutil.which("setarch")
    if setarch is None:
        return seeded
    asked = subprocess.run([setarch, "-R", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return seeded if asked.returncode else [*seeded, setarch, "-R"]
