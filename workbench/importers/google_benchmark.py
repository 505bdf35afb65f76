"""google-benchmark's `--benchmark_out_format=json`.

Its own description: docs/user_guide.md of google/benchmark, "Output Formats".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Optional

from workbench.contracts import Importer
from workbench.importers._documents import Part
from workbench.importers._facts import machine, modified, moment, optional_text, read_each, run_name
from workbench.model.case import Scalar
from workbench.model.imported import (
    LAUNCHES,
    MACHINE,
    MEMORY,
    TIME_OF_DAY,
    ImportedCase,
    ImportedLaunch,
    ImportedRun,
    Origin,
)
from workbench.model.run import Machine
from workbench.model.trial import FAILED, SKIPPED

UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
ONE_LAUNCH = (
    "google-benchmark runs every repetition in one process: that is one launch, and its repetitions are repeats, so no "
    "interval can be claimed."
)
AGGREGATES = "Written as aggregates only, so that a median stands for the repetitions: {} benchmarks."
ARGUMENT = re.compile(r"([A-Za-z_]\w*):(-?\d+)")
SETTINGS = frozenset(("min_time", "min_warmup_time", "iterations", "repeats", "real_time", "process_time"))


class GoogleBenchmark(Importer):
    """google-benchmark: the repetitions of a benchmark are repeats of one launch; real time, not CPU time."""

    name = "google-benchmark"

    def read(self, path: str) -> tuple[ImportedRun, ...]:
        """One run a file. Raises ConfigurationError."""
        return read_each(path, _run)


def _run(document: Part, file: str) -> ImportedRun:
    groups: defaultdict[str, list[Part]] = defaultdict(list)
    for entry in document.need("benchmarks").items():
        name = optional_text(entry.get("run_name")) or entry.need("name").text()
        groups[name].append(entry)
    if not groups:
        document.complain("has no benchmarks")
    context = document.get("context")
    at = None if context is None else moment(context.get("date"))
    cases = tuple(_case(name, entries) for name, entries in groups.items())
    short = sum(not _iterations(entries) for entries in groups.values())
    unknown = (LAUNCHES, MEMORY, *(() if context else (MACHINE,)), *(() if at else (TIME_OF_DAY,)))
    version = None if context is None else optional_text(context.get("library_version"))
    return ImportedRun(
        run_name(file),
        Origin("google-benchmark", file, version, unknown),
        _machine(context),
        cases,
        at if at is not None else modified(document.file),
        notes=(ONE_LAUNCH, *((AGGREGATES.format(short),) if short else ())),
    )


def _iterations(entries: Sequence[Part]) -> list[Part]:
    return [entry for entry in entries if optional_text(entry.get("run_type")) in (None, "iteration")]


def _case(run_name: str, entries: Sequence[Part]) -> ImportedCase:
    name, parameters = _parameters(run_name)
    repetitions = _iterations(entries)
    for entry in repetitions:
        for mark, message, status in (
            ("error_occurred", "error_message", FAILED),
            ("skipped", "skip_message", SKIPPED),
        ):
            told = entry.get(mark)
            if told is not None and told.value is True:
                reason = optional_text(entry.get(message)) or mark.replace("_", " ")
                return ImportedCase(name, (ImportedLaunch((), status, reason),), parameters)
    seconds = tuple(_seconds(entry) for entry in repetitions) or tuple(_medians(entries))
    if not seconds:
        entries[0].complain("has neither repetitions nor a median among its aggregates")
    return ImportedCase(name, (ImportedLaunch(seconds),), parameters)


def _medians(entries: Sequence[Part]) -> Iterator[float]:
    for entry in entries:
        if optional_text(entry.get("aggregate_name")) == "median":
            yield _seconds(entry)


def _seconds(entry: Part) -> float:
    unit = entry.get("time_unit")
    if unit is not None and unit.text() not in UNITS:
        unit.complain(f"is {unit.text()!r}; allowed: {', '.join(UNITS)}")
    return entry.need("real_time").seconds(UNITS.get("ns" if unit is None else unit.text(), 1.0))


def _parameters(run_name: str) -> tuple[str, dict[str, Scalar]]:
    """`BM_sort/n:64/threads:2` → `BM_sort`, {n: 64, threads: 2}. What has no name, or is a setting, stays in it."""
    parameters: dict[str, Scalar] = {}
    kept: list[str] = []
    for piece in run_name.split("/"):
        found = ARGUMENT.fullmatch(piece)
        if found is not None and found[1] not in SETTINGS and kept:
            parameters[found[1]] = int(found[2][:18])
        else:
            kept.append(piece)
    return "/".join(kept), parameters


def _machine(context: Optional[Part]) -> Machine:
    if context is None:
        return machine(None)
    cpus = context.get("num_cpus")
    return machine(optional_text(context.get("host_name")), cpus=0 if cpus is None else cpus.whole())


PLUGIN = GoogleBenchmark
