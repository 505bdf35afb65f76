"""asv's results: result files of version 2, with `benchmarks.json` for what a benchmark is called and measures."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import chain
from typing import Optional

from workbench.contracts import Importer
from workbench.importers._asv_results import Row, rows_of
from workbench.importers._documents import Complaints, Part, json_files, read_document
from workbench.importers._facts import machine, modified, optional_text
from workbench.model.case import Scalar
from workbench.model.imported import LAUNCHES, MEMORY, ImportedCase, ImportedLaunch, ImportedRun, Origin
from workbench.model.run import Interpreter, Machine, Revision
from workbench.model.trial import FAILED, SKIPPED

BENCHMARKS, MACHINE_FILE = "benchmarks.json", "machine.json"
VERSION = 2
KINDS = {"time": "time", "timeraw": "time", "peakmem": "peakmemory"}
ONE_LAUNCH = (
    "asv's samples don't say which process they are of: what a benchmark has counts as one launch, and its samples as "
    "repeats, so no interval can be claimed."
)
MEDIANS = "Kept without samples, so that a median stands for them (asv run --record-samples keeps them): {} results."
LEFT_OUT = "Left out, as neither a time nor the peak memory of a timed one: {} of {} benchmarks."
DATE = "The time is that of the first benchmark, or where asv has none of the commit."


class Asv(Importer):
    """asv: one run a result file; a `peakmem_` benchmark joins the `time_` one of the same name."""

    name = "asv"

    def read(self, path: str) -> tuple[ImportedRun, ...]:
        """The runs in a results folder, a machine's folder or one result file. Raises ConfigurationError."""
        complaints = Complaints()
        files = [
            file for file in json_files(path, complaints) if os.path.basename(file) not in (BENCHMARKS, MACHINE_FILE)
        ]
        if not files and os.path.isdir(path):
            complaints.add("holds no result file of asv", path, "name the project's results_dir")
        declared = _declared(path, complaints)
        runs = [_run(document, declared) for document in (read_document(file, complaints) for file in files)]
        complaints.raise_any()
        return tuple(run for run in runs if run is not None)


def _declared(path: str, complaints: Complaints) -> Optional[Part]:
    """benchmarks.json, in the folder or above it; without one a benchmark's name tells its kind."""
    folder = os.path.abspath(path if os.path.isdir(path) else os.path.dirname(path))
    for candidate in (folder, os.path.dirname(folder)):
        file = os.path.join(candidate, BENCHMARKS)
        if os.path.isfile(file):
            return read_document(file, complaints)
    return None


def _run(document: Part, declared: Optional[Part]) -> Optional[ImportedRun]:
    if not document.value:
        return None
    version = document.get("version")
    if version is None or version.value != VERSION:
        told = "none" if version is None else repr(version.value)
        document.complain(f"has version {told}; allowed: {VERSION} (`asv update` brings older files there)")
        return None
    rows = {name: rows_of(row, document.need("result_columns")) for name, row in document.need("results").members()}
    timed = {name: found for name, found in rows.items() if _kind(name, declared) == "time"}
    memory = {name: found for name, found in rows.items() if _kind(name, declared) == "peakmemory"}
    cases = tuple(chain.from_iterable(_cases(name, found, memory, declared) for name, found in timed.items()))
    if not cases:
        return None  # asv leaves a file without results where every benchmark was skipped
    used = {partner for name in timed if (partner := _stem(name)) in map(_stem, memory)}
    left_out = len(rows) - len(timed) - sum(_stem(name) in used for name in memory)
    medians = sum(row.median_only for row in chain.from_iterable(timed.values()))
    starts = [row.started_at for row in chain.from_iterable(timed.values()) if row.started_at is not None]
    params = document.need("params")
    remembered = any(launch.largest_process_bytes is not None for case in cases for launch in case.launches)
    file = os.path.basename(document.file)
    return ImportedRun(
        optional_text(document.get("env_name")) or file,
        Origin("asv", file, None, (LAUNCHES,) if remembered else (LAUNCHES, MEMORY)),
        _machine(params),
        cases,
        min(starts, default=_date(document)),
        _interpreter(document),
        Revision(document.need("commit_hash").text(), False),
        (
            ONE_LAUNCH,
            *((MEDIANS.format(medians),) if medians else ()),
            *((LEFT_OUT.format(left_out, len(rows)),) if left_out else ()),
            DATE,
        ),
    )


def _cases(
    name: str, rows: tuple[Row, ...], memory: dict[str, tuple[Row, ...]], declared: Optional[Part]
) -> Iterator[ImportedCase]:
    partner = next((found for other, found in memory.items() if _stem(other) == _stem(name)), ())
    peaks = {row.parameters: row.value for row in partner}
    names = _parameter_names(name, declared)
    for row in rows:
        parameters: dict[str, Scalar] = {
            (names[index] if index < len(names) else f"parameter_{index + 1}"): _literal(text)
            for index, text in enumerate(row.parameters)
        }
        yield ImportedCase(name, (_launch(row, peaks.get(row.parameters)),), parameters)


def _launch(row: Row, peak: Optional[float]) -> ImportedLaunch:
    if row.value is None:
        status, reason = (SKIPPED, "asv skipped it") if row.skipped else (FAILED, "asv tells only that it failed")
        return ImportedLaunch((), status, reason, row.started_at)
    largest = None if peak is None else round(peak)
    return ImportedLaunch(row.samples, started_at=row.started_at, largest_process_bytes=largest)


def _kind(name: str, declared: Optional[Part]) -> str:
    told = None if declared is None else declared.get(name)
    kind = None if told is None else optional_text(told.get("type"))
    return kind or KINDS.get(name.rpartition(".")[2].partition("_")[0], "other")


def _parameter_names(name: str, declared: Optional[Part]) -> list[str]:
    told = None if declared is None else declared.get(name)
    names = None if told is None else told.get("param_names")
    return [] if names is None else [item.text() for item in names.items()]


def _stem(name: str) -> str:
    """`module.Class.time_fit` → `module.Class.fit`: what a time and a peak memory of one thing share."""
    owner, _, function = name.rpartition(".")
    return f"{owner}.{function.partition('_')[2]}"


def _literal(text: str) -> Scalar:
    """What asv wrote with repr(): numbers, truths and plain texts; everything else as it stands."""
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d*(e[+-]?\d{1,3})?", text) and len(text) < 40:
        return float(text)
    if text in ("True", "False"):
        return text == "True"
    quoted = re.fullmatch(r"(['\"])([^'\"\\]*)\1", text)
    return text if quoted is None else quoted[2]


def _date(document: Part) -> float:
    told = document.get("date")
    seconds = 0.0 if told is None else told.number("milliseconds since 1970") / 1000.0
    return seconds if seconds > 0 else modified(document.file)


def _machine(params: Part) -> Machine:
    system, _, kernel = (optional_text(params.get("os")) or "").partition(" ")
    cpus, memory = params.get("num_cpu"), params.get("ram")
    return machine(
        optional_text(params.get("machine")),
        system,
        kernel,
        optional_text(params.get("cpu")),
        cpus.whole() if cpus is not None and str(cpus.value).isdecimal() else 0,
        memory.whole() if memory is not None and str(memory.value).isdecimal() else 0,
    )


def _interpreter(document: Part) -> Interpreter:
    python = optional_text(document.get("python")) or "unknown"
    told = document.get("requirements")
    packages = {} if told is None else {name: str(found.value) for name, found in told.members()}
    is_path = os.sep in python
    return Interpreter(
        "default", python if is_path else "unknown", "unknown" if is_path else python, "unknown", packages
    )


PLUGIN = Asv
