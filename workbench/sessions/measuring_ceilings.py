"""Measure what this machine can do at best, and keep it beside its runs."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from workbench.contracts import CannotMeasure, CeilingTest
from workbench.model.ceiling import Ceiling, Ceilings, Unknown
from workbench.registry import catalogue, load
from workbench.sessions.exclusive import exclusive
from workbench.store.ceilings import write_ceilings
from workbench.store.diskerrors import explained
from workbench.store.layout import machine_folder
from workbench.telemetry.machine import read_machine
from workbench.telemetry.neighbours import Neighbours

MOST_SECONDS = 60.0


@dataclass(frozen=True)
class Measuring:
    """The `index`-th of `total` tests begins; it takes `about_seconds` at most."""

    name: str
    index: int
    total: int
    about_seconds: float


def ceiling_tests() -> tuple[CeilingTest, ...]:
    """Every test there is, quickest first. Raises PluginError for a broken one."""
    found = [load(reference)() for reference in catalogue("ceiling").values()]
    return tuple(sorted(found, key=lambda test: (test.about_seconds, test.name)))


def measure_ceilings(
    results: str,
    tests: tuple[CeilingTest, ...],
    tell: Callable[[Measuring], None],
    wait: Callable[[int], None],
    most_seconds: float = MOST_SECONDS,
) -> Ceilings:
    """Run the tests one after another, alone on this machine, and store what they found.

    A test that can't measure is told with its reason among `unknown`, and so is one that the rest of `most_seconds`
    would not do for. `wait` is called as `exclusive` says. Raises StoreError where results can't be written.
    """
    machine = read_machine()
    values: list[Ceiling] = []
    unknown: dict[str, str] = {}
    with exclusive(wait), _scratch(machine_folder(results, machine.id)) as scratch:
        began = time.monotonic()
        neighbours = Neighbours()
        for index, test in enumerate(tests, start=1):
            tell(Measuring(test.name, index, len(tests), test.about_seconds))
            if time.monotonic() - began + test.about_seconds > most_seconds:
                unknown[test.name] = f"not measured: the tests before it left too little of the {most_seconds:g} s"
                continue
            _measure(test, scratch, values, unknown)
        busy = neighbours.busy_ratio()
    ceilings = Ceilings(machine.id, time.time(), tuple(values), unknown, busy)
    write_ceilings(results, ceilings)
    return ceilings


def _measure(test: CeilingTest, scratch: str, values: list[Ceiling], unknown: dict[str, str]) -> None:
    folder = os.path.join(scratch, test.name)
    reason = test.unavailable()
    try:
        os.mkdir(folder)
        found = test.measure(folder) if reason is None else [Unknown(test.name, reason)]
    except CannotMeasure as error:
        found = [Unknown(test.name, str(error) + ("" if error.remedy is None else f"; {error.remedy}"))]
    except Exception as error:  # noqa: BLE001 - one broken test costs its own figures and says so
        found = [Unknown(test.name, f"the test failed: {type(error).__name__}: {error}")]
    for limit in found:
        if isinstance(limit, Unknown):
            unknown[limit.name] = limit.reason
        else:
            values.append(limit)


@contextmanager
def _scratch(folder: str) -> Iterator[str]:
    """An empty folder on the results' disk, removed afterwards; its name is none a run could have."""
    with explained("measure the disk of", folder):
        os.makedirs(folder, exist_ok=True)
        made = tempfile.mkdtemp(prefix=".ceilings-", dir=folder)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
