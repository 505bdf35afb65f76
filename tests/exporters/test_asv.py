"""What asv reads of an exported run: asv itself is asked."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.exporters._asv_benchmarks import benchmarks_of
from workbench.exporters._asv_rows import COLUMNS
from workbench.exporters.asv import Asv
from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.model.run import SCHEMA_VERSION, Interpreter, Machine, Revision, Run, RunHeader
from workbench.model.trial import FAILED, OK, SKIPPED, MemoryPeak, TrialRecord

ASV = str(Path(sys.executable).with_name("asv"))
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PLUGIN = PluginReference("workload", "flights", "workbench.workloads.flights", "PLUGIN")


def case(workers=1, rows=1000, **changes):
    return Case("flights", {"rows": rows}, "sklearn.Ridge[saga]", backend="loky", resources=Resources(workers))


def trial(of, launch, seconds, status=OK, **changes):
    wall = (seconds,) if status == OK else ()
    memory = MemoryPeak(1 << 20, "pss_sampled") if status == OK else None
    return TrialRecord(
        f"{of.id}-{launch:03d}", of.id, launch, status, 1e9 + launch, 2.0, wall, memory=memory, **changes
    )


def make(trials, cases, commit=COMMIT, dirty=False, created_at=1e9):
    plan = Plan("demo", tuple(PlannedCase(each, PLUGIN, PLUGIN) for each in cases), MeasureSettings(launches=6))
    machine = Machine("laptop-0a1b", "Linux", "6.1", "a CPU", 4, 4, 8 << 30)
    python = Interpreter("default", "python", "3.11.7", "cpython")
    header = RunHeader("20261121T024501Z-demo-4f3a", SCHEMA_VERSION, "0.1.0", created_at, plan, machine, (python,))
    return Run(replace(header, revision=Revision(commit, dirty)), tuple(trials), "nowhere")


def times(of, centre, count=6):
    return [trial(of, launch, centre * (1 + 0.01 * launch)) for launch in range(1, count + 1)]


def files(run, present=None):
    return dict(Asv().files(run, (present or {}).get))


def results(run, present=None):
    (text,) = (text for name, text in files(run, present).items() if COMMIT[:8] in name)
    document = json.loads(text)
    rows = document["results"]
    return {name: dict(zip(COLUMNS, row, strict=False)) for name, row in rows.items()}


def write(run, folder):
    read = {path: (folder / path).read_text() for path in files_in(folder)}
    for name, text in files(run, read).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def files_in(folder):
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def project(tmp_path):
    """A git repository with two commits and asv's configuration; returns its folder and the commits."""
    (tmp_path / "asv.conf.json").write_text(
        json.dumps(
            {
                "version": 1,
                "project": "tiny",
                "project_url": "https://example.org",
                "repo": ".",
                "branches": ["main"],
                "results_dir": "asv-results",
                "html_dir": "html",
            }
        )
    )
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    commits = []
    for name in ("one", "two"):
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", name], check=True)
        shown = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
        commits.append(shown.stdout.strip())
    return tmp_path, commits


def asv(folder, *words):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [ASV, *words],
        cwd=folder,
        env={**kept, "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("launches", [6, 7])
def test_asv_compares_shows_and_publishes_it(project, launches):
    folder, (base, head) = project
    one, two = case(1), case(2)
    write(make([*times(one, 1.0, launches), *times(two, 0.6, launches)], [one, two], base), folder / "asv-results")
    slower = [*times(one, 1.5, launches), trial(two, 1, 0, FAILED, reason="no luck")]
    write(make(slower, [one, two], head, created_at=1e9 + 60), folder / "asv-results")

    compared = asv(folder, "compare", base, head)
    assert compared.returncode == 0, compared.stderr
    lines = {line.split("|")[5].strip(): line for line in compared.stdout.splitlines() if "flights" in line}
    name = "flights.sklearn_Ridge_saga.loky.time_call"
    assert lines[f"{name}(1, 1000)"].split("|")[1].strip() == "+"
    assert "1.50" in lines[f"{name}(1, 1000)"]
    assert lines[f"{name}(2, 1000)"].split("|")[1].strip() == "!"
    assert "1.00" in lines["flights.sklearn_Ridge_saga.loky.peakmem_call(1, 1000)"]

    shown = asv(folder, "show", "--details", head)
    assert shown.returncode == 0, shown.stderr
    assert name in shown.stdout
    assert "failed" in shown.stdout

    published = asv(folder, "publish")
    assert published.returncode == 0, published.stderr
    assert "Skipping" not in published.stdout + published.stderr
    index = json.loads((folder / "html" / "index.json").read_text())
    assert name in index["benchmarks"]
    assert {"4"} == set(index["params"]["num_cpu"])


def test_the_samples_are_launches_and_the_interval_holds_their_median():
    one = case(1)
    row = results(make(times(one, 1.0, 7), [one]))["flights.sklearn_Ridge_saga.loky.time_call"]
    (samples,) = row["samples"]
    assert samples == pytest.approx([1.01, 1.02, 1.03, 1.04, 1.05, 1.06, 1.07])
    assert row["stats_repeat"] == [7]
    assert row["result"] == pytest.approx([1.04])
    assert 1.0 < row["stats_ci_99_a"][0] < row["result"][0] < row["stats_ci_99_b"][0] < 1.08
    assert row["params"] == [["1"], ["1000"]]


def test_of_fewer_than_four_launches_no_interval_is_claimed():
    one = case(1)
    row = results(make(times(one, 1.0, 3), [one]))["flights.sklearn_Ridge_saga.loky.time_call"]
    assert (row["stats_ci_99_a"], row["stats_ci_99_b"]) == ([-math.inf], [math.inf])


def test_failed_is_null_and_what_was_never_there_is_nan():
    cases = [case(1, 10), case(2, 20), case(2, 10)]
    trials = [*times(cases[0], 1.0), trial(cases[1], 1, 0, FAILED), trial(cases[2], 1, 0, SKIPPED)]
    result = results(make(trials, cases))["flights.sklearn_Ridge_saga.loky.time_call"]["result"]
    assert result[0] == pytest.approx(1.035)  # 1 worker, 10 rows
    assert math.isnan(result[1])  # 1 worker, 20 rows: no such case
    assert math.isnan(result[2])  # skipped
    assert result[3] is None  # failed


def test_nothing_of_ours_is_in_the_columns_and_profiled_launches_are_out():
    one = case(1)
    run = make([*times(one, 1.0), trial(one, 7, 99.0, profile="pyspy")], [one], dirty=True)
    document = json.loads(next(text for name, text in files(run).items() if COMMIT[:8] in name))
    assert document["result_columns"] == list(COLUMNS)
    assert results(run)["flights.sklearn_Ridge_saga.loky.time_call"]["stats_repeat"] == [6]
    assert len(list(Asv().remarks(run))) == 2


def test_what_others_put_there_stays():
    one = case(1)
    run = make(times(one, 1.0), [one])
    made = files(run)
    (name,) = (name for name in made if COMMIT[:8] in name)
    theirs = json.loads(made[name])
    theirs["results"] = {"other.time_it": [[1.0], [], "v"]}
    listed = {"other.time_it": {"name": "other.time_it"}, "version": 2}
    again = files(run, {name: json.dumps(theirs), "benchmarks.json": json.dumps(listed)})
    assert "other.time_it" in json.loads(again[name])["results"]
    assert set(json.loads(again["benchmarks.json"])) > {"other.time_it", "flights.sklearn_Ridge_saga.loky.time_call"}


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"version": 1}', '{"version": 2, "results": 1}'])
def test_a_file_that_is_none_of_asvs_is_not_overwritten(text):
    one = case(1)
    with pytest.raises(WorkbenchError, match=r"benchmarks\.json is there already"):
        files(make(times(one, 1.0), [one]), {"benchmarks.json": text})


@pytest.mark.parametrize("commit", [None, "../../etc/x", "main"])
def test_a_run_without_a_commit_is_refused(commit):
    one = case(1)
    run = make(times(one, 1.0), [one], commit or COMMIT)
    if commit is None:
        run = replace(run, header=replace(run.header, revision=None))
    with pytest.raises(WorkbenchError, match="commit"):
        files(run)


def test_cases_that_only_their_names_tell_apart_stay_two_benchmarks():
    cases = [Case("./a.py:F", {}, backend="own"), Case("./a/py:F", {}, backend="own")]
    run = make([found for each in cases for found in times(each, 1.0)], cases)
    assert len([name for name in results(run) if "time_call" in name]) == 2


def test_each_benchmark_of_an_asv_project_stays_one_of_its_own_with_its_own_parameters():
    place = {"folder": "benchmarks", "match": ""}
    sort, search = (
        [Case("asv", {**place, "benchmark": name, size: each}, backend="own", workload_name=name) for each in (10, 20)]
        for name, size in (("b.time_sort", "n"), ("b.time_search", "rows"))
    )
    first, second = benchmarks_of([*sort, *search])
    assert (first.stem, first.parameter_names) == ("b_time_sort.own", ("workers", "n"))
    assert (second.stem, second.parameter_names) == ("b_time_search.own", ("workers", "rows"))
    assert len(first.cases) == len(second.cases) == 2


def test_more_combinations_than_asv_could_show_become_labels():
    cases = [case(workers, rows) for workers, rows in zip(range(1, 121), range(120), strict=True)]
    row = results(make(times(cases[0], 1.0), cases))["flights.sklearn_Ridge_saga.loky.time_call"]
    assert len(row["result"]) == 120
