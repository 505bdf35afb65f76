"""asv's results folder: machine.json version 1, benchmarks.json and result files version 2."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Optional

from workbench.contracts import Exporter
from workbench.errors import WorkbenchError
from workbench.exporters._asv_benchmarks import Benchmark, benchmarks_of
from workbench.exporters._asv_rows import COLUMNS, MEASURES, is_measured, result_rows
from workbench.model.run import Machine, Revision, Run, RunHeader
from workbench.model.trial import TrialRecord

BENCHMARKS = "benchmarks.json"
VERSION = 2


class Asv(Exporter):
    """What asv compare, show and publish read: a results_dir of asv, to which the run's commit is added.

    The samples of a benchmark are its launches, one value each, so that asv's rules are applied to launches. Scores,
    speed-ups and what is not better when lower stay out.
    """

    name = "asv"
    folder = True

    # asv's readers take NaN and Infinity in result files: it writes them itself.
    def files(self, run: Run, present: Callable[[str], Optional[str]]) -> Iterator[tuple[str, str]]:
        """machine.json, benchmarks.json and one result file an environment; what others put there stays."""
        header = run.header
        revision = _revision(header)
        trials = _by_case(run.trials)
        planned: defaultdict[str, list[Any]] = defaultdict(list)
        for each in header.plan.cases:
            planned[each.case.environment].append(each.case)
        benchmarks = {environment: benchmarks_of(cases) for environment, cases in planned.items()}
        machine = header.machine.id
        yield f"{machine}/machine.json", _json({**_machine(header.machine), "version": 1})
        declared = _present(present, BENCHMARKS)
        for found in benchmarks.values():
            declared.update(_declared(found, trials))
        yield BENCHMARKS, _json({**declared, "version": VERSION})
        for environment, found in benchmarks.items():
            name = f"{machine}/{revision.commit[:8]}-{_environment_name(header, environment)}.json"
            earlier = _present(present, name).get("results", {})
            results = {**earlier, **result_rows(found, trials)}
            yield name, json.dumps(_result_file(header, revision, environment, results))

    def remarks(self, run: Run) -> Iterator[str]:
        """What asv can't be told."""
        if run.header.revision is not None and run.header.revision.dirty:
            yield "the tree had uncommitted changes: asv will show these results as the commit's own"
        if any(trial.profile is not None for trial in run.trials):
            yield "launches that ran under a profiler are left out"


def _by_case(trials: Sequence[TrialRecord]) -> Mapping[str, list[TrialRecord]]:
    found: defaultdict[str, list[TrialRecord]] = defaultdict(list)
    for trial in trials:
        if trial.profile is None:
            found[trial.case_id].append(trial)
    return found


def _revision(header: RunHeader) -> Revision:
    if header.revision is None:
        raise WorkbenchError(
            f"{header.run_id} doesn't know which commit it measured, and asv keeps results by commit",
            "run the suite inside a git work tree",
        )
    if re.fullmatch(r"[0-9a-fA-F]{8,64}", header.revision.commit) is None:
        raise WorkbenchError(f"{header.run_id} measured {header.revision.commit!r}, which is no commit's hash")
    return header.revision


def _declared(benchmarks: Sequence[Benchmark], trials: Mapping[str, list[TrialRecord]]) -> dict[str, Any]:
    return {
        f"{benchmark.stem}.{measure.prefix}": {
            "code": "",
            "name": f"{benchmark.stem}.{measure.prefix}",
            "param_names": list(benchmark.parameter_names),
            "params": [list(texts) for texts in benchmark.values],
            "type": measure.kind,
            "unit": measure.unit,
            "version": benchmark.version,
        }
        for benchmark in benchmarks
        for measure in MEASURES
        if is_measured(benchmark, measure, trials)
    }


def _result_file(header: RunHeader, revision: Revision, environment: str, results: Mapping[str, Any]) -> dict[str, Any]:
    interpreter = next((found for found in header.interpreters if found.name == environment), None)
    python = "" if interpreter is None else ".".join(interpreter.version.split(".")[:2])
    return {
        "commit_hash": revision.commit,
        "env_name": _environment_name(header, environment),
        "date": round(1000 * header.created_at),
        "params": {**_machine(header.machine), "python": python},
        "python": python,
        "requirements": {},
        "env_vars": {},
        "result_columns": list(COLUMNS),
        "results": results,
        "durations": {},
        "version": VERSION,
    }


def _environment_name(header: RunHeader, environment: str) -> str:
    found = next((each.version for each in header.interpreters if each.name == environment), "")
    version = ".".join(found.split(".")[:2])
    return re.sub(r"[^A-Za-z0-9_.]+", "_", f"workbench-py{version}-{environment}".removesuffix("-default"))[:100]


def _machine(machine: Machine) -> dict[str, str]:
    """asv's own names; every value is a text."""
    return {
        "arch": "",
        "cpu": machine.cpu_model,
        "machine": machine.id,
        "num_cpu": str(machine.logical_cpus),
        "os": f"{machine.system} {machine.kernel}",
        "ram": str(machine.memory_bytes),
    }


def _present(present: Callable[[str], Optional[str]], name: str) -> dict[str, Any]:
    """What is in a file already. Raises WorkbenchError for one that asv's version 2 didn't write."""
    text = present(name)
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("version") != VERSION or not isinstance(found.get("results", {}), dict):
        raise WorkbenchError(
            f"{name} is there already, and is none of asv's files of version {VERSION}",
            "name an empty folder, or bring it up to date: asv update",
        )
    if found.get("result_columns", list(COLUMNS)) != list(COLUMNS):
        raise WorkbenchError(f"{name} is there already, with other columns", "name an empty folder")
    return found


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1) + "\n"


PLUGIN = Asv
