"""A run that goes on: its header, its launches, and what is seen and recorded of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from workbench.exporters._families import FigureCollector
from workbench.model.case import Case, Resources
from workbench.model.event import Observed
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference, TrialSpec
from workbench.model.run import SCHEMA_VERSION, Machine, RunHeader
from workbench.model.trial import OK, TrialRecord


def _reference(kind, name):
    return PluginReference(kind, name, f"workbench.{kind}s.{name}", "PLUGIN")


@pytest.fixture
def running():
    """Makes headers, specs, records and observations of one plan."""
    measure = MeasureSettings(launches=2)

    def header(cases=2):
        planned = tuple(
            PlannedCase(
                Case("waiting", {"seconds": 0.5}, backend="loky", resources=Resources(workers)),
                _reference("workload", "waiting"),
                _reference("backend", "loky"),
            )
            for workers in range(1, cases + 1)
        )
        machine = Machine("laptop-0a1b", "Linux", "6.1", "a CPU", 4, 4, 8 << 30)
        return RunHeader("20261121T024501Z-demo-4f3a", SCHEMA_VERSION, "0.1.0", 1.7e9, Plan("demo", planned), machine)

    def spec(header, case=0, launch=1, profile=None):
        planned = header.plan.cases[case]
        return TrialSpec(f"{planned.case.id}-{launch:03d}", launch, planned, measure, profile=profile)

    def record(spec, status=OK, **changes):
        return TrialRecord(spec.trial_id, spec.planned.case.id, spec.launch, status, 1.7e9, 2.0, **changes)

    def observed(spec, memory_bytes=None, **values):
        named = {name.replace("__", "."): value for name, value in values.items()}
        return Observed(spec, 3.0, memory_bytes, None, named)

    return SimpleNamespace(header=header, spec=spec, record=record, observed=observed)


@pytest.fixture
def scrape():
    """What Prometheus reads of a source of figures: (name, run_id or its case's, role) → value."""

    def read(figures):
        registry = CollectorRegistry(auto_describe=False)
        registry.register(FigureCollector(figures))
        found = {}
        for family in text_string_to_metric_families(generate_latest(registry).decode()):
            for sample in family.samples:
                key = (sample.name, sample.labels["run_id"], sample.labels.get("role"))
                assert key not in found
                found[key] = sample.value
        return found

    return read
