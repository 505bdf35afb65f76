"""pytest-benchmark's `--benchmark-json`, `--benchmark-save` and `--benchmark-autosave`."""

from __future__ import annotations

from typing import Optional

from workbench.contracts import Importer
from workbench.importers._documents import Part
from workbench.importers._facts import machine, modified, moment, optional_text, pieces, read_each, run_name, scalars
from workbench.model.imported import LAUNCHES, MEMORY, TIME_OF_DAY, ImportedCase, ImportedLaunch, ImportedRun, Origin
from workbench.model.run import Interpreter, Machine, Revision

ONE_LAUNCH = (
    "pytest-benchmark times every round of every test in one process: that is one launch, and its rounds are repeats, "
    "so no interval can be claimed."
)
MEDIANS = "Saved without rounds, so that a median stands for them (--benchmark-save-data keeps them): {} tests."


class PytestBenchmark(Importer):
    """pytest-benchmark: the rounds of a test are repeats of one launch, for they all ran in one process."""

    name = "pytest-benchmark"

    def read(self, path: str) -> tuple[ImportedRun, ...]:
        """One run a file. Raises ConfigurationError."""
        return read_each(path, _run)


def _run(document: Part, file: str) -> ImportedRun:
    benchmarks = document.need("benchmarks").items()
    if not benchmarks:
        document.complain("has no benchmarks")
    cases = tuple(_case(benchmark) for benchmark in benchmarks)
    short = sum(_data(benchmark) is None for benchmark in benchmarks)
    at = moment(document.get("datetime"))
    unknown = (LAUNCHES, MEMORY) if at is not None else (LAUNCHES, MEMORY, TIME_OF_DAY)
    info = document.get("machine_info")
    return ImportedRun(
        run_name(file),
        Origin("pytest-benchmark", file, optional_text(document.get("version")), unknown),
        _machine(info),
        cases,
        at if at is not None else modified(document.file),
        _interpreter(info),
        _revision(document.get("commit_info")),
        (ONE_LAUNCH, *((MEDIANS.format(short),) if short else ())),
    )


def _data(benchmark: Part) -> Optional[Part]:
    stats = benchmark.get("stats")
    return None if stats is None else stats.get("data")


def _case(benchmark: Part) -> ImportedCase:
    data = _data(benchmark)
    if data is None:
        seconds: tuple[float, ...] = (benchmark.need("stats").need("median").seconds(),)
    else:
        seconds = tuple(pieces(data))
    if not seconds:
        benchmark.complain("has no rounds")
    told = benchmark.get("params")
    parameters = {} if told is None else {name: value.value for name, value in told.members()}
    # With its parameters apart, the tests of one function are cases of one workload.
    name = benchmark.need("fullname").text()
    shared = name.rpartition("[")[0] if parameters and name.endswith("]") else name
    return ImportedCase(shared or name, (ImportedLaunch(seconds),), scalars(parameters))


def _machine(info: Optional[Part]) -> Machine:
    if info is None:
        return machine(None)
    cpu = info.get("cpu")
    count = None if cpu is None else cpu.get("count")
    brand = None if cpu is None else cpu.get("brand_raw") or cpu.get("brand")
    return machine(
        optional_text(info.get("node")),
        optional_text(info.get("system")),
        optional_text(info.get("release")),
        optional_text(brand) or optional_text(info.get("processor")),
        0 if count is None else count.whole(),
    )


def _interpreter(info: Optional[Part]) -> Optional[Interpreter]:
    version = None if info is None else optional_text(info.get("python_version"))
    if info is None or version is None:
        return None
    return Interpreter(
        "default", "unknown", version, (optional_text(info.get("python_implementation")) or "unknown").lower()
    )


def _revision(info: Optional[Part]) -> Optional[Revision]:
    commit = None if info is None else info.get("id")
    if info is None or commit is None or commit.value in ("", "unknown", "unversioned"):
        return None
    dirty = info.get("dirty")
    return Revision(commit.text(), dirty is not None and dirty.value is True)


PLUGIN = PytestBenchmark
