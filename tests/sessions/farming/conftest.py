"""Specs of a plan, and inspections of machines, without any process."""

from __future__ import annotations

import pytest

from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import Interpreter, Machine
from workbench.sessions.farming.inspection import Inspection

REFERENCE = PluginReference("workload", "waiting", "workbench.workloads.waiting", "PLUGIN")


@pytest.fixture
def plan_of():
    """A function: a plan of so many cases and launches."""

    def made(cases=2, launches=3, seed=0):
        planned = tuple(
            PlannedCase(Case("waiting", {"chunks": index}, resources=Resources(1)), REFERENCE, REFERENCE)
            for index in range(1, cases + 1)
        )
        return Plan("farmed", planned, MeasureSettings(launches=launches, seed=seed))

    return made


@pytest.fixture
def inspection():
    """A function: what a machine tells that has so much memory and these packages."""

    def told(memory_bytes=8 << 30, lacking=(), **packages):
        machine = Machine("x-2cpu-%d" % memory_bytes, "Linux", "6.1", "X", 2, 2, memory_bytes)
        return Inspection(machine, (Interpreter("default", "python", "3.11.7", "CPython", packages),), lacking)

    return told
