"""pyperf's JSON files, version 1.0, plain or gzip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Optional

from workbench.contracts import Importer
from workbench.importers._documents import Part
from workbench.importers._facts import machine, modified, moment, optional_text, pieces, read_each, run_name
from workbench.model.imported import MACHINE, MEMORY, TIME_OF_DAY, ImportedCase, ImportedLaunch, ImportedRun, Origin
from workbench.model.run import Interpreter, Machine

SECONDS = "second"
ZONE = "pyperf writes the time of day without its zone: it is read as UTC."


class Pyperf(Importer):
    """pyperf: every worker process is a launch, its values are repeats; calibration and warm-up are left out."""

    name = "pyperf"

    def read(self, path: str) -> tuple[ImportedRun, ...]:
        """One run a file. Raises ConfigurationError."""
        return read_each(path, _run)


def _run(document: Part, file: str) -> Optional[ImportedRun]:
    common = document.get("metadata")
    found = [_Benchmark(benchmark, common) for benchmark in document.need("benchmarks").items()]
    timed = [each for each in found if each.unit == SECONDS]
    cases = tuple(ImportedCase(each.name, tuple(each.launches())) for each in timed)
    if not cases:
        document.complain(f"has no benchmark in seconds; benchmarks in other units: {len(found)}")
        return None
    for each, case in zip(timed, cases, strict=True):
        if not case.launches:
            each.complain("has no values")
    facts = timed[0]
    times = [launch.started_at for case in cases for launch in case.launches if launch.started_at is not None]
    memory = all(launch.largest_process_bytes is not None for case in cases for launch in case.launches)
    unknown = ((MACHINE,) if facts.fact("cpu_count") is None else ()) + (() if memory else (MEMORY,))
    origin = Origin(
        "pyperf", file, optional_text(facts.fact("perf_version")), unknown + (() if times else (TIME_OF_DAY,))
    )
    left_out = len(found) - len(timed)
    told = (f"Left out, as not in seconds: {left_out} of {len(found)} benchmarks.",) if left_out else ()
    return ImportedRun(
        run_name(file),
        origin,
        _machine(facts),
        cases,
        min(times, default=modified(document.file)),
        _interpreter(facts),
        notes=(*((ZONE,) if times else ()), *told),
    )


class _Benchmark:
    """A benchmark with the facts that it, or the whole file, tells."""

    def __init__(self, part: Part, common: Optional[Part]) -> None:
        self._part = part
        self._sources = [found for found in (part.get("metadata"), common) if found is not None]
        self.name = optional_text(self.fact("name")) or ""
        self.unit = optional_text(self.fact("unit")) or SECONDS
        self.complain = part.complain
        if not self.name:
            part.complain("has no metadata.name")

    def fact(self, name: str) -> Optional[Part]:
        return next((found for source in self._sources if (found := source.get(name)) is not None), None)

    def launches(self) -> Iterator[ImportedLaunch]:
        for run in self._part.need("runs").items():
            values = run.get("values")
            if values is None:  # calibration
                continue
            peak = self._of_run(run, "mem_max_rss")
            lasted = self._of_run(run, "duration")
            yield ImportedLaunch(
                tuple(pieces(values)),
                started_at=moment(self._of_run(run, "date")),
                elapsed_seconds=None if lasted is None else lasted.seconds(),
                largest_process_bytes=None if peak is None else peak.whole(),
            )

    def _of_run(self, run: Part, name: str) -> Optional[Part]:
        """pyperf writes a fact once, further out, where all runs share it."""
        told = run.get("metadata")
        found = None if told is None else told.get(name)
        return found if found is not None else self.fact(name)


def _machine(facts: _Benchmark) -> Machine:
    system, _, kernel = (optional_text(facts.fact("platform")) or "").partition("-")
    cpus = facts.fact("cpu_count")
    return machine(
        optional_text(facts.fact("hostname")),
        system,
        re.sub(r"-with-.*", "", kernel),
        optional_text(facts.fact("cpu_model_name")),
        0 if cpus is None else cpus.whole(),
    )


def _interpreter(facts: _Benchmark) -> Optional[Interpreter]:
    version = optional_text(facts.fact("python_version"))
    if version is None:
        return None
    implementation = optional_text(facts.fact("python_implementation")) or "unknown"
    executable = optional_text(facts.fact("python_executable")) or "unknown"
    return Interpreter("default", executable, version.partition(" ")[0], implementation)


PLUGIN = Pyperf
