"""Scaling laws for whatever a person has: a CSV file, or a run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Optional

from workbench import registry
from workbench.analysis.nodes.laws import EXPERIMENT
from workbench.analysis.prices import parse_machine_types, parse_price
from workbench.analysis.scaling.csv_levels import ScalingTable, parse_scaling_csv
from workbench.analysis.scaling.inferring import NOTHING_ASKED, fit
from workbench.analysis.scaling.throughput_space import ClassicalFit, fit_throughput
from workbench.analysis.summary import summarise
from workbench.contracts import Law
from workbench.errors import Complaint, ConfigurationError, NothingToDecide, StoreError
from workbench.model.reading import Questions
from workbench.model.scaling import Level, Scaling
from workbench.model.summary import CaseSummary
from workbench.reporting.asking import with_facts
from workbench.reporting.measured_series import MeasuredSeries, measured_series
from workbench.sessions.csv_files import read_text
from workbench.sessions.fitting_nodes import FittedNodes, fit_places, fit_table, parts_of
from workbench.store.layout import is_run
from workbench.store.reader import read_run, resolve_run

AUTO = "auto"


@dataclass(frozen=True)
class Fitted:
    """One series of worker counts and what can be said of it. `left_out` are columns of a file that weren't used.

    `classical` is the fit of throughput, where that was asked for.
    """

    title: str
    scaling: Scaling
    left_out: tuple[str, ...] = ()
    classical: Optional[ClassicalFit] = None


@dataclass(frozen=True)
class Wanted:
    """How to fit and what to read off. `law` is a law's name, or AUTO; `throughput` asks for the classical fit too."""

    law: str = AUTO
    throughput: bool = False
    questions: Questions = NOTHING_ASKED


def questions_of(
    deadline_seconds: Optional[float], efficiency: Optional[float], price: Optional[str], provision_seconds: float = 0.0
) -> Questions:
    """What a person asked; `price` is `0.048/core-hour`, `0.40/node-hour` or a CSV file of machine types.

    Raises ConfigurationError.
    """
    asked = Questions(deadline_seconds, efficiency, provision_seconds=provision_seconds)
    if price is None:
        return asked
    if os.path.isfile(price) or price.endswith(".csv"):
        return replace(asked, machine_types=parse_machine_types(read_text(price), price))
    found = parse_price(price)
    if found.of == "card":
        remedy = "workbench show RUN --price 0.048/core-hour --price 2.50/card-hour sets cards beside all cores"
        raise ConfigurationError([Complaint("laws are fitted over workers and nodes, not over cards", remedy=remedy)])
    if found.of == "node":
        return replace(asked, price_per_node_second=found.per_second)
    return replace(asked, price_per_core_second=found.per_second)


def fit_source(source: str, results: str, wanted: Wanted = Wanted()) -> tuple[Fitted | FittedNodes, ...]:
    """The series of a file (one) or of a run (one a case measured at several worker counts).

    Where nodes vary, what they say comes first, then the series over nodes and within them.

    Raises ConfigurationError for a file that can't be used and for a law there is none of, StoreError for no such
    run, NothingToDecide for a run without a series.
    """
    _laws(wanted.law)
    if os.path.isfile(source) and not is_run(os.path.dirname(source) or "."):
        return fit_file(source, wanted)
    if source.endswith(".csv"):
        raise ConfigurationError([Complaint(f"there is no file {source}")])
    run = read_run(_run(source, results))
    plan = run.header.plan
    found = measured_series(plan, run.trials)
    places = fit_places(plan, run.trials, wanted.questions)
    if not found and not places:
        raise NothingToDecide(
            f"{run.header.run_id} has no case at two or more worker counts",
            "give a case several workers: workers = [1, 2, 4, 8]",
        )
    summaries = summarise(plan, run.trials)
    return (*places, *(_of_series(series, summaries, wanted) for series in found))


def _run(source: str, results: str) -> str:
    try:
        return resolve_run(source, results)
    except StoreError as error:
        raise StoreError(
            f"there is nothing to fit at {source!r}: {error}",
            "give a CSV file with the columns workers and seconds, or a run (workbench results list)",
        ) from error


def fit_file(path: str, wanted: Wanted = Wanted()) -> tuple[Fitted | FittedNodes, ...]:
    """The series in a CSV file; of one with nodes several. Raises ConfigurationError with every complaint."""
    table = parse_scaling_csv(read_text(path), path)
    title = os.path.basename(path)
    if table.nodes is None:
        return (_of_table(table, title, wanted),)
    parts = ((f"{title} · {named}", part) for named, part in parts_of(table))
    return (
        fit_table(title, table, wanted.questions),
        *(_of_table(replace(part, left_out=()), named, wanted) for named, part in parts),
    )


def _of_table(table: ScalingTable, title: str, wanted: Wanted) -> Fitted:
    scaling = fit(
        table.workers,
        table.seconds,
        table.launch,
        laws=_laws(wanted.law),
        experiment=table.experiment,
        questions=wanted.questions,
    )
    return Fitted(title, scaling, table.left_out, _classical(scaling, wanted))


def _of_series(series: MeasuredSeries, summaries: Sequence[CaseSummary], wanted: Wanted) -> Fitted:
    scaling = fit(
        series.levels,
        laws=_laws(wanted.law),
        experiment=series.experiment,
        questions=with_facts(wanted.questions, series.case, summaries),
    )
    return Fitted(series.title, scaling, (), _classical(scaling, wanted))


def _classical(scaling: Scaling, wanted: Wanted) -> Optional[ClassicalFit]:
    if not wanted.throughput:
        return None
    return fit_throughput(
        [level.workers for level in scaling.levels], [1.0 / _middle(level) for level in scaling.levels]
    )


def _middle(level: Level) -> float:
    """The harmonic mean of throughput: the mean of seconds."""
    return sum(level.seconds) / len(level.seconds)


def _laws(name: str) -> Optional[tuple[type[Law], ...]]:
    if name == AUTO:
        return None
    known = {
        known_name: reference
        for known_name, reference in registry.catalogue("law").items()
        if registry.load(reference).experiment != EXPERIMENT
    }
    if name not in known:
        raise ConfigurationError([Complaint(f"there is no law {name!r}; there are {', '.join(sorted(known))}, {AUTO}")])
    return (registry.load(known[name]),)
