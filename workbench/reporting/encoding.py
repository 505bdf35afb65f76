"""Reports and fits as JSON: complete, in a stable order, without NaN, ASCII only (a name can't steer a terminal)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import msgspec

from workbench.analysis.scaling.throughput_space import ClassicalFit
from workbench.model.cost import Configuration, Cost
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding
from workbench.model.nodes import NodeScaling
from workbench.model.report import Report
from workbench.model.scaling import LawFit, Scaling
from workbench.model.sizes import Sizes
from workbench.model.summary import CaseSummary
from workbench.reporting import sizing
from workbench.reporting.advising import next_steps
from workbench.reporting.card_comparisons import base_sentence, costs, verdict
from workbench.reporting.costing import cost_sentence
from workbench.reporting.nodes_json import node_fit_content, nodes_content
from workbench.reporting.rooflines import sentence as roofline_sentence

REPORT_FORMAT = 1
"""Raised when a field changes its meaning or goes; a new field doesn't raise it."""


def to_json(report: Report) -> str:
    """The whole report. Fields have the model's names and base units; each row and series has its `case_id`.

    A number that isn't finite is null: JSON has no word for it, and no consumer should have to guess one.
    """
    content = {
        "format": REPORT_FORMAT,
        "run_id": report.header.run_id,
        "trials_recorded": report.trials_recorded,
        "trials_planned": report.trials_planned,
        "workloads": [
            {
                **_builtins(section, without=("rows", "cost")),
                "rows": [_row(row) for row in section.rows],
                "cost": None if section.cost is None else _cost(section.cost),
            }
            for section in report.workloads
        ],
        "scaling": [
            {
                "title": section.title,
                "case_id": section.case.id,
                "case": _builtins(section.case),
                "known_serial_fraction": section.known_serial_fraction,
                "sentence": section.sentence,
                "fit": fit_content(section.scaling),
                "efficiencies": [_builtins(level) for level in section.efficiencies],
                "memory_per_worker_bytes": _builtins(section.memory_per_worker_bytes),
                "curves": {
                    name: {"curve": _builtins(law.curve), "extrapolated": _builtins(law.extrapolated)}
                    for name, law in section.scaling.laws.items()
                },
            }
            for section in report.scaling
        ],
        "nodes": nodes_content(report.nodes),
        "sizes": sizes_content(report.sizes),
        "cards": [
            {
                "base_id": found.base.id,
                "sentences": [verdict(found), base_sentence(found)],
                "costs": costs(found, report.prices),
                **_builtins(found, without=("base", "rows")),
                "rows": [{"case_id": row.case.id, **_builtins(row, without=("case",))} for row in found.rows],
            }
            for found in report.cards
        ],
        "prices": _builtins(report.prices),
        "rooflines": [
            {"case_id": point.case.id, "sentence": roofline_sentence(point), **_builtins(point, without=("case",))}
            for point in report.rooflines
        ],
        "diagnoses": [_builtins(diagnosis) for diagnosis in report.diagnoses],
        "findings": _findings(report.findings),
        "next_steps": list(next_steps(report)),
        "warnings": list(report.warnings),
        "header": _builtins(report.header),
    }
    return encode(content)


def sizes_content(sizes: Sizes) -> dict[str, Any]:
    """Laws of size, crossings and quality curves: the model's names, each with its `case_id` and its sentences."""
    return {
        "series": [
            {"case_id": series.case.id, "sentences": list(sizing.series_sentences(series)), **_builtins(series)}
            for series in sizes.series
        ],
        "crossings": [
            {
                "base_id": crossing.base.id,
                "case_id": crossing.case.id,
                "sentence": sizing.crossing_sentence(crossing),
                **_builtins(crossing),
            }
            for crossing in sizes.crossings
        ],
        "curves": [
            {"case_id": curve.case.id, "sentence": sizing.curve_sentence(curve), **_builtins(curve)}
            for curve in sizes.curves
        ],
    }


def encode(value: object) -> str:
    """Dataclasses, mappings, sequences and scalars as JSON of two spaces' indent, without a last newline."""
    return json.dumps(_finite(_builtins(value)), indent=2, ensure_ascii=True, allow_nan=False)


def fit_to_json(scaling: Scaling, classical: ClassicalFit | None = None) -> str:
    """What `workbench fit --json` prints; `fit_content` says what is in it."""
    return encode(_with_classical(scaling, classical))


def fits_to_json(
    scalings: Mapping[str, Scaling],
    classical: Mapping[str, ClassicalFit | None] = {},
    places: Mapping[str, NodeScaling] = {},
) -> str:
    """Several fits, each under its title; those over nodes and workers on each have `cells` in the place of `data`."""
    over_nodes = {title: node_fit_content(scaling) for title, scaling in places.items()}
    fits = {title: _with_classical(scaling, classical.get(title)) for title, scaling in scalings.items()}
    return encode({**over_nodes, **fits})


def _with_classical(scaling: Scaling, classical: ClassicalFit | None) -> dict[str, Any]:
    content = fit_content(scaling)
    if classical is not None:
        parameters = {name: _estimate(found) for name, found in classical.parameters.items()}
        content["classical"] = {**_builtins(classical), "parameters": parameters}
    return content


def fit_content(scaling: Scaling) -> dict[str, Any]:
    """A fit: its data, every law with parameters and intervals, the selected law or the reason there is none.

    `answers` and `karp_flatt` hold numbers of the shape that a law's parameters have.
    """
    return {
        "data": {
            "levels": [level.workers for level in scaling.levels],
            "observations": [list(level.seconds) for level in scaling.levels],
            "launches": [len(level.seconds) for level in scaling.levels],
        },
        "laws": {name: _law(law) for name, law in scaling.laws.items()},
        "selected": scaling.selected,
        "reason": scaling.reason,
        "answers": {name: None if found is None else _estimate(found) for name, found in scaling.answers.items()},
        "karp_flatt": [
            {"workers": level.workers, "serial_fraction": _estimate(level.serial_fraction)}
            for level in scaling.karp_flatt
        ],
        "findings": _findings(scaling.findings),
        "experiment": scaling.experiment,
        "readings": [
            {
                "code": reading.code,
                "sentence": reading.sentence,
                "estimate": None if reading.estimate is None else _estimate(reading.estimate),
                "extrapolated": reading.extrapolated,
            }
            for reading in scaling.readings
        ],
    }


def _law(law: LawFit) -> dict[str, Any]:
    return {
        "parameters": {name: _estimate(found) for name, found in law.parameters.items()},
        "prediction_error": law.prediction_error,
        "lack_of_fit_p": law.lack_of_fit_p,
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return {
        "estimate": found.value,
        "low": found.low,
        "high": found.high,
        "confidence": found.confidence,
        "kind": found.kind,
        "count": found.count,
    }


def _cost(found: Cost) -> dict[str, Any]:
    """Cases by their ids: what they are stands in the rows."""
    return {
        "base_case_id": found.base.id,
        "base_seconds": _builtins(found.base_seconds),
        "sentence": cost_sentence(found),
        "backends": [
            {
                "system": backend.system,
                "verdict": backend.verdict,
                "smallest": None if backend.smallest is None else _configuration(backend.smallest),
                "undecided_cores": list(backend.undecided_cores),
                "configurations": [_configuration(each) for each in backend.configurations],
            }
            for backend in found.backends
        ],
    }


def _configuration(each: Configuration) -> dict[str, Any]:
    return {"case_id": each.case.id, "cores": each.cores, "ratio": _builtins(each.ratio)}


def _findings(findings: tuple[Finding, ...]) -> list[Any]:
    return [_builtins(finding) for finding in findings]


def _row(row: CaseSummary) -> dict[str, Any]:
    return {"case_id": row.case.id, **_builtins(row)}


def _builtins(value: Any, without: tuple[str, ...] = ()) -> Any:
    built = msgspec.to_builtins(value)
    return {name: inner for name, inner in built.items() if name not in without} if without else built


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return value
