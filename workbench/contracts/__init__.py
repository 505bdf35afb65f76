"""What each kind of plug-in must offer.

Workloads, solvers, backends and probes are imported by the child, under any Python from 3.8: keep their
modules' top level to the standard library and import third-party libraries inside the method that uses them.
Each plug-in module holds one class and names it `PLUGIN`.
"""

from __future__ import annotations

from workbench.contracts.backend import Backend
from workbench.contracts.ceiling_test import CannotMeasure, CeilingTest
from workbench.contracts.cluster import Cluster, EngineAnswer, EngineFigure, Part, WorkDone, equal_share
from workbench.contracts.context import Context
from workbench.contracts.counter import CannotCount, Counter
from workbench.contracts.environment import Environment, NoInterpreter
from workbench.contracts.exporter import Exporter, Sample
from workbench.contracts.importer import Importer
from workbench.contracts.law import Law, Quantity, quantity_of
from workbench.contracts.needs import missing_need
from workbench.contracts.placing import Placing
from workbench.contracts.plugin import Plugin
from workbench.contracts.probe import ObservedProcess, ObservedTree, Place, Probe
from workbench.contracts.profiler import Profiler
from workbench.contracts.solver import Solver
from workbench.contracts.workload import Workload
from workbench.errors import CannotRun

__all__ = [
    "Backend",
    "CannotCount",
    "CannotMeasure",
    "CannotRun",
    "CeilingTest",
    "Cluster",
    "Context",
    "Counter",
    "EngineAnswer",
    "EngineFigure",
    "Environment",
    "Exporter",
    "Importer",
    "Law",
    "NoInterpreter",
    "ObservedProcess",
    "ObservedTree",
    "Part",
    "Place",
    "Placing",
    "Plugin",
    "Probe",
    "Profiler",
    "Quantity",
    "Sample",
    "Solver",
    "WorkDone",
    "Workload",
    "equal_share",
    "missing_need",
    "quantity_of",
]
