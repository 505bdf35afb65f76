"""Files of other programs become runs: whole, once, marked, and never this machine's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.analysis.comparing.differences import differences
from workbench.contracts import Importer
from workbench.errors import ConfigurationError, PluginError, WorkbenchError
from workbench.model.imported import LAUNCHES, MACHINE, ImportedCase, ImportedLaunch, ImportedRun, Origin
from workbench.model.run import Machine
from workbench.model.trial import FAILED
from workbench.reporting.assembly import build_report
from workbench.reporting.terminal.report import render
from workbench.sessions.fitting import Wanted, fit_source
from workbench.sessions.importing import find_importer, import_runs
from workbench.store.catalogue import find_runs
from workbench.store.reader import read_run
from workbench.store.validation import validate
from workbench.telemetry.machine import read_machine

FILES = Path(__file__).parents[1] / "importers" / "files"
EACH = {
    "asv": "asv",
    "google-benchmark": "google-benchmark.json",
    "hyperfine": "hyperfine.json",
    "pyperf": "pyperf.json",
    "pytest-benchmark": "pytest-benchmark.json",
}
every_form = pytest.mark.parametrize("form", sorted(EACH))


class Made(Importer):
    """Gives the runs it was made with."""

    name = "made"

    def __init__(self, *runs):
        self.runs = runs

    def read(self, path):
        return self.runs


def made(*cases, machine=None, **changes):
    return ImportedRun("made", Origin("made", "f.json"), machine or read_machine(), cases, 1e9, **changes)


def keep(form, results, path=None, workers=None):
    return list(import_runs(find_importer(form), str(path or FILES / EACH[form]), str(results), workers))


@every_form
def test_it_becomes_a_valid_run_that_is_shown_and_listed(form, tmp_path):
    (kept,) = keep(form, tmp_path)
    assert validate(str(tmp_path)) == ()
    (entry,) = find_runs(str(tmp_path))
    assert entry.recorded == entry.planned == kept.trials
    run = read_run(kept.folder)
    assert run.header.origin.tool == form
    text = render(build_report(run))
    assert f"Imported from {form}" in text
    for unknown in run.header.origin.unknown:
        assert unknown in " ".join(text.split())


@every_form
def test_the_same_file_is_kept_once(form, tmp_path):
    first, second = keep(form, tmp_path), keep(form, tmp_path)
    assert [kept.was_there for kept in first + second] == [False, True]
    assert [entry.folder for entry in find_runs(str(tmp_path))] == [first[0].folder]


@every_form
def test_no_interval_is_claimed_where_launches_are_unknown(form, tmp_path):
    (kept,) = keep(form, tmp_path)
    run = read_run(kept.folder)
    rows = [row for section in build_report(run).workloads for row in section.rows if row.seconds is not None]
    assert rows
    if LAUNCHES in run.header.origin.unknown:
        assert {(row.seconds.kind, row.seconds.count, row.seconds.low) for row in rows} == {("point", 1, None)}
    else:
        assert all(row.seconds.count == len([t for t in run.trials if t.case_id == row.case.id]) for row in rows)


def test_runs_of_hyperfine_make_an_interval(tmp_path):
    (kept,) = keep("hyperfine", tmp_path)
    rows = [row for section in build_report(read_run(kept.folder)).workloads for row in section.rows]
    assert {(row.seconds.kind, row.seconds.count) for row in rows} == {("interval", 4)}


def test_a_machine_that_tells_what_ours_tells_is_still_another(tmp_path):
    (kept,) = import_runs(Made(made(ImportedCase("a", (ImportedLaunch((1.0,)),)))), "f.json", str(tmp_path))
    assert kept.header.machine.id != read_machine().id
    assert kept.header.machine.id.startswith("made-")


def test_unlike_machines_are_two(tmp_path):
    case = ImportedCase("a", (ImportedLaunch((1.0,)),))
    machines = [Machine(name, "Linux", "6.1", "a CPU", 2, 2, 0) for name in ("one", "other", "../../etc")]
    kept = list(import_runs(Made(*(made(case, machine=machine) for machine in machines)), "f", str(tmp_path)))
    assert len({each.header.machine.id for each in kept}) == 3
    assert all(os.path.realpath(each.folder).startswith(os.path.realpath(tmp_path) + os.sep) for each in kept)


def test_a_parameter_becomes_the_workers_and_is_fitted(tmp_path):
    (kept,) = keep("google-benchmark", tmp_path, workers="threads")
    (fitted,) = fit_source(kept.folder, str(tmp_path), Wanted())
    assert [level.workers for level in fitted.scaling.levels] == [1, 2]


def test_a_parameter_that_is_not_there_is_told_with_those_that_are(tmp_path):
    with pytest.raises(WorkbenchError, match="'cores'") as raised:
        keep("google-benchmark", tmp_path, workers="cores")
    assert "n, threads" in raised.value.remedy
    assert os.listdir(tmp_path) == []


def test_one_benchmark_that_stands_there_twice_is_one_case(tmp_path):
    cases = [ImportedCase("a", (ImportedLaunch((1.0,)), ImportedLaunch((), FAILED, "no luck"))) for _ in range(2)]
    (kept,) = import_runs(Made(made(*cases)), "f", str(tmp_path))
    run = read_run(kept.folder)
    assert [(trial.launch, trial.status) for trial in run.trials] == [(1, "ok"), (2, FAILED), (3, "ok"), (4, FAILED)]
    assert validate(kept.folder) == ()


def test_cases_may_have_unlike_numbers_of_launches(tmp_path):
    cases = [ImportedCase(name, (ImportedLaunch((1.0,)),) * count) for name, count in (("a", 2), ("b", 5))]
    (kept,) = import_runs(Made(made(*cases)), "f", str(tmp_path))
    report = build_report(read_run(kept.folder))
    assert (report.trials_recorded, report.trials_planned) == (7, 7)
    (entry,) = find_runs(str(tmp_path))
    assert entry.planned == 7


def test_a_folder_with_one_broken_file_keeps_nothing(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.json").write_text((FILES / "hyperfine.json").read_text())
    (folder / "b.json").write_text("{")
    with pytest.raises(ConfigurationError, match=r"b\.json"):
        keep("hyperfine", tmp_path / "results", folder)
    assert not (tmp_path / "results").exists()


def test_an_unknown_form_is_told_what_there_is():
    with pytest.raises(PluginError, match="perf") as raised:
        find_importer("perf")
    assert "google-benchmark" in raised.value.remedy


def test_names_in_a_file_cannot_disturb_a_terminal(tmp_path):
    hostile = "\x1b[31m\u202e</script>\ud800"
    case = ImportedCase(hostile, (ImportedLaunch((1.0,)),), {hostile: hostile})
    (kept,) = import_runs(Made(made(case, notes=(hostile,))), "f", str(tmp_path))
    text = render(build_report(read_run(kept.folder)))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_what_hyperfine_cannot_tell_of_a_machine_is_not_made_up(tmp_path):
    (kept,) = keep("hyperfine", tmp_path)
    assert MACHINE in kept.header.origin.unknown
    assert "CPUs unknown, memory unknown" in render(build_report(read_run(kept.folder)))


def test_a_comparison_says_that_the_machine_is_unknown(tmp_path):
    hyperfine, pyperf = (keep(form, tmp_path)[0].header for form in ("hyperfine", "pyperf"))
    told = {finding.code: finding.message for finding in differences(hyperfine, hyperfine)}
    assert "BASE and HEAD" in told["machine_unknown"]
    assert "machine_unknown" not in {finding.code for finding in differences(pyperf, pyperf)}


def test_an_import_that_was_cut_short_is_made_whole(tmp_path):
    (kept,) = keep("hyperfine", tmp_path)
    file = Path(kept.folder) / "trials.jsonl"
    whole = file.read_bytes()
    for rest in (b"", b"".join(whole.splitlines(keepends=True)[:5]), whole[:-20]):
        file.write_bytes(rest)
        (again,) = keep("hyperfine", tmp_path)
        assert (again.was_there, again.folder) == (False, kept.folder)
        assert file.read_bytes() == whole
    assert keep("hyperfine", tmp_path)[0].was_there
