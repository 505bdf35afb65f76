import os

import pytest

from workbench.model.report import Report
from workbench.reporting.fingerprints import fingerprint
from workbench.reporting.queries import (
    Problem,
    again,
    columns_of,
    latest_per_suite,
    list_runs,
    report_of,
    results_root,
    run_label,
)
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter


def write(root, run):
    with RunWriter.create(str(root), run.header) as writer:
        for trial in run.trials:
            writer.append(trial)
    return writer.folder


@pytest.fixture
def results(tmp_path, build):
    write(tmp_path, build.run())
    write(tmp_path, build.run(run_id="20260402-120000-9f9f", created_at=1_775_131_200.0))
    write(tmp_path, build.run(name="nightly", run_id="20260330-120000-0000", created_at=1_774_872_000.0))
    return tmp_path


def test_the_root_is_the_argument_then_the_environment_then_results():
    assert results_root(["/a"], {"WORKBENCH_RESULTS": "/b"}) == "/a"
    assert results_root([], {"WORKBENCH_RESULTS": "/b"}) == "/b"
    assert results_root([], {}) == os.path.abspath("results")


def test_runs_are_listed_newest_first_and_the_latest_of_each_suite_found(results):
    runs = list_runs(str(results)).runs
    assert [entry.run_id for entry in runs] == ["20260402-120000-9f9f", "20260401-120000-1a2b", "20260330-120000-0000"]
    assert [entry.run_id for entry in latest_per_suite(runs)] == ["20260402-120000-9f9f", "20260330-120000-0000"]
    assert run_label(runs[0]) == "demo · 20260402-120000-9f9f"


def test_no_folder_and_an_empty_one_have_no_runs(tmp_path):
    assert list_runs(str(tmp_path)).runs == ()
    assert list_runs(str(tmp_path / "missing")).runs == ()


def test_what_can_not_be_read_is_a_problem_and_the_rest_works(results):
    foreign = results / "machine" / "20260101-000000-ffff"
    foreign.mkdir(parents=True)
    (foreign / "run.json").write_text('{"schema_version": 999}')
    listing = list_runs(str(results))
    assert len(listing.runs) == 3
    assert len(listing.problems) == 1
    problem = report_of(str(foreign))
    assert isinstance(problem, Problem)
    assert "999" in problem.message


def test_only_listed_ids_name_a_run(results):
    listing = list_runs(str(results))
    assert listing.run("20260401-120000-1a2b") is not None
    for foreign in (None, "", "..", "../../etc", str(results)):
        assert listing.run(foreign) is None


def test_a_listed_run_has_a_report(results):
    report = report_of(list_runs(str(results)).runs[0].folder)
    assert isinstance(report, Report)
    assert report.trials_recorded == 42


def test_trials_come_as_columns_of_equal_length(results):
    columns = columns_of(read_run(list_runs(str(results)).runs[0].folder))
    assert {len(values) for values in columns.values()} == {42}
    ok = [row for row in zip(columns["workload"], columns["status"], columns["seconds"], strict=True) if row[1] == "ok"]
    assert len(ok) == 36
    assert all(seconds > 0 for _, _, seconds in ok)
    assert columns["seconds"][columns["status"].index("failed")] is None
    assert columns["parameter.seconds"][columns["workload"].index("waiting")] == 2.0
    assert columns["start_seconds"][0] == pytest.approx(0.05)


def test_the_fingerprint_changes_when_a_run_appears_grows_or_goes(results, build):
    before = fingerprint(str(results))
    assert fingerprint(str(results)) == before
    folder = write(results, build.run(run_id="20260403-120000-aaaa"))
    appeared = fingerprint(str(results))
    with open(os.path.join(folder, "trials.jsonl"), "a") as file:
        file.write("\n")
    grown = fingerprint(str(results))
    os.remove(os.path.join(folder, "run.json"))
    assert len({before, appeared, grown, fingerprint(str(results))}) == 4


def test_the_fingerprint_of_nothing_is_a_fingerprint(tmp_path):
    assert fingerprint(str(tmp_path / "missing")) == fingerprint(str(tmp_path))


def test_a_suite_is_run_again_by_its_name_unless_a_shell_would_obey_it():
    assert again("demo") == "workbench run demo"
    for name in ("; rm -rf ~", "a b", "--help", "$(id)", ""):
        assert again(name) == "workbench run SUITE"
