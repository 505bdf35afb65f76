"""Metrics as plain values, and how they become what prometheus-client writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from workbench.model.case import Case, Scalar

if TYPE_CHECKING:
    from prometheus_client import Metric

COUNTER, GAUGE = "counter", "gauge"
REQUIRES = {"prometheus_client": "pip install 'workbench[prometheus]'"}
INFO_LABELS = ("workload", "solver", "backend", "workers", "device")
SEVERAL = "several"


class Family(NamedTuple):
    """A metric: its whole name (a counter's ends in `_total`), `counter` or `gauge`, and what it says."""

    name: str
    kind: str
    about: str


class Figure(NamedTuple):
    """One value of a family. `labels` are of RUN_INFO's own, else only `run_id`, `node` and `role`."""

    family: Family
    labels: Mapping[str, str]
    value: float


RUN_INFO = Family("workbench_run_info", GAUGE, "What a run or one of its cases is; always 1. Join on run_id.")


def gauge(name: str, about: str) -> Family:
    """A value that may fall."""
    return Family("workbench_" + name, GAUGE, about)


def counter(name: str, about: str) -> Family:
    """A value that only grows."""
    return Family(f"workbench_{name}_total", COUNTER, about)


def case_run_id(run_id: str, case_id: str) -> str:
    """The `run_id` of what belongs to one case of a run."""
    return f"{run_id}/{case_id}"


def run_info(run_id: str, cases: Iterable[Case]) -> Figure:
    """What the cases have in common; `several` where they differ.

    Parameters stand beside the name that takes them (`flights rows=20000`): cases that differ in nothing else are
    told apart in a legend.
    """
    described = [_described(case) for case in cases]
    said = {name: {each[name] for each in described} for name in INFO_LABELS}
    return Figure(
        RUN_INFO,
        {"run_id": run_id, **{name: found.pop() if len(found) == 1 else SEVERAL for name, found in said.items()}},
        1.0,
    )


class FigureCollector:
    """prometheus-client's collector protocol over whatever `read` gives at the time of asking."""

    def __init__(self, read: Callable[[], Iterable[Figure]]) -> None:
        self._read = read

    def collect(self) -> list[Metric]:
        """One metric a family."""
        return metrics(self._read())


def metrics(figures: Iterable[Figure]) -> list[Metric]:
    """The figures by family, in the order that families first occur in, as prometheus-client collects them."""
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    kinds = {COUNTER: CounterMetricFamily, GAUGE: GaugeMetricFamily}
    found: dict[str, Metric] = {}
    for family, labels, value in figures:
        metric = found.get(family.name)
        if metric is None:
            metric = found[family.name] = kinds[family.kind](family.name, family.about)
        metric.add_sample(family.name, {name: _encodable(text) for name, text in labels.items()}, value)
    return list(found.values())


def _described(case: Case) -> dict[str, str]:
    resources = case.resources
    return {
        "workload": _with_parameters(case.workload, case.parameters),
        "solver": _with_parameters(case.solver or "", case.solver_parameters),
        "backend": case.backend if case.start_method is None else f"{case.backend} ({case.start_method})",
        "workers": str(resources.workers),
        "device": resources.device,
    }


def _with_parameters(name: str, parameters: Mapping[str, Scalar]) -> str:
    return " ".join([name, *(f"{key}={value}" for key, value in parameters.items() if value != "")])


def _encodable(text: str) -> str:
    """Without lone surrogates, which no text format can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
