"""Places made up from a law of nodes, and runs on a cluster."""

import dataclasses

import numpy as np
import pytest

from workbench.model.case import Case, Resources
from workbench.model.cluster import NodeMachine, NodeUse
from workbench.model.nodes import NodeCell
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.trial import Phase, TrialRecord

WITHIN, SHARED, LAUNCHES = 0.03, 0.02, 6
MACHINE = NodeMachine("EPYC", 8, 8, 8 * 10**9, "6.1")


def seconds(contention=0.0, serial=0.05, price=0.0, coherency=0.0):
    """T(n, w) of 100 s of work."""

    def at(nodes, each):
        share = (
            (1 - contention - serial) / (nodes * each) + contention / nodes + serial + coherency * (each - 1) / nodes
        )
        return 100 * share + price * (nodes - 1)

    return at


def cells(truth, places, random, shared=SHARED, within=WITHIN, launches=LAUNCHES):
    """Launches at every place, with noise of their own and noise that they share."""
    for nodes, each in places:
        typical = truth(nodes, each) * random.lognormal(0, shared)
        yield NodeCell(nodes, each, tuple((typical * random.lognormal(0, within, launches)).tolist()))


class ClusterRuns:
    """Cases and trials on a cluster named lab."""

    def case(self, nodes, each, grows=(), **parameters):
        resources = Resources(workers=nodes * each, nodes=nodes)
        return Case("w", parameters or {"samples": 10}, backend="dask", resources=resources, cluster="lab", grows=grows)

    def plan(self, cases):
        reference = PluginReference("workload", "w", "m", "P")
        return Plan("p", tuple(PlannedCase(case, reference, reference) for case in cases), MeasureSettings())

    def trial(self, case, wall, launch=0, machines=None, busy=1.0, moved=1000, limit=None, **others):
        nodes, each = case.resources.nodes, case.resources.workers // case.resources.nodes
        known = machines or [MACHINE] * nodes
        used = tuple(
            NodeUse(
                f"lab-{index + 1}",
                f"10.0.0.{index}",
                each,
                worked=each,
                measured_cpu_seconds=busy * wall * each / (1 + index),
                received_bytes=None if moved is None else moved,
                sent_bytes=None if moved is None else moved,
                machine=known[index],
                cpu_limit_per_worker_cores=limit,
            )
            for index in range(nodes)
        )
        phases = (Phase("start", 0.0, 0.5), Phase("warmup", 0.5, 1.0), Phase("measure", 1.0, 1.0 + wall))
        found = TrialRecord(f"{case.id}-{launch}", case.id, launch, "ok", 0.0, 9.0, (wall,), phases=phases, nodes=used)
        return dataclasses.replace(found, **others)


@pytest.fixture
def truth():
    """Seconds by nodes and workers on each."""
    return seconds


@pytest.fixture
def measured():
    """Places with launches of such a truth, as a tuple."""
    return lambda *told, **noise: tuple(cells(*told, **noise))


@pytest.fixture
def lab():
    return ClusterRuns()


@pytest.fixture
def random():
    return np.random.default_rng(3)
