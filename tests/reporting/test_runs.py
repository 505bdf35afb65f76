"""A run at a glance, and its removal: only what is listed, only inside the folder, never while it is written."""

import os
from dataclasses import replace

import pytest

from workbench.model.run import Interpreter, Revision
from workbench.reporting.queries import Problem, list_runs, report_of
from workbench.reporting.runs import failure_columns, glance, is_in_progress, remove, run_columns
from workbench.store.writer import RunWriter


@pytest.fixture
def put(tmp_path):
    def written(run):
        with RunWriter.create(str(tmp_path), run.header) as writer:
            for trial in run.trials:
                writer.append(trial)
        return writer.folder

    return written


def facts(found):
    return dict(found.facts)


def test_it_tells_the_machine_the_code_and_the_environment(put, build):
    run = build.run()
    interpreter = Interpreter("default", "/python", "3.11.7", "CPython", {"numpy": "2.2.1"})
    header = replace(run.header, revision=Revision("0123456789abcdef", dirty=True), interpreters=(interpreter,))
    found = glance(put(replace(run, header=header)))
    assert facts(found)["code"] == "0123456789ab, with uncommitted changes"
    assert "8370C" in facts(found)["CPU"]
    assert facts(found)["virtual"] == "kvm"
    assert found.environments == (("default: CPython 3.11.7", ("numpy 2.2.1",)),)


def test_a_clean_tree_and_none_are_told_apart(put, build):
    run = build.run()
    assert facts(glance(put(run)))["code"] == "not under version control"
    clean = replace(run.header, run_id="clean", revision=Revision("0123456789abcdef", dirty=False))
    assert facts(glance(put(replace(run, header=clean))))["code"].endswith("clean tree")


def test_failed_launches_come_with_what_they_wrote(put, build):
    found = glance(put(build.run()))
    assert len(found.failures) == 6
    assert found.failures[0].status == "failed"
    assert "Input X contains NaN" in found.failures[0].stderr_tail
    assert len({failure.name for failure in found.failures}) == 6
    assert failure_columns(found.failures)["launch"] == list(range(6))


def test_a_folder_that_is_no_run_is_a_problem(tmp_path):
    assert isinstance(glance(str(tmp_path)), Problem)


def test_a_removed_run_is_gone_with_what_was_kept_of_it(put, build, tmp_path):
    folder = put(build.run())
    report_of(folder, str(tmp_path))
    assert [name for name in os.listdir(tmp_path / ".cache") if name.startswith("report-")]
    assert remove(str(tmp_path), list_runs(str(tmp_path)).runs[0]) is None
    assert list_runs(str(tmp_path)).runs == ()
    assert not [name for name in os.listdir(tmp_path / ".cache") if name.startswith("report-")]


def test_a_run_being_written_stays(tmp_path, build):
    with RunWriter.create(str(tmp_path), build.run().header) as writer:
        entry = list_runs(str(tmp_path)).runs[0]
        assert is_in_progress(entry.folder)
        problem = remove(str(tmp_path), entry)
        assert isinstance(problem, Problem)
        assert "being written" in problem.message
        assert os.path.isdir(writer.folder)
    assert not is_in_progress(entry.folder)


def test_nothing_outside_the_folder_is_removed(put, build, tmp_path):
    folder = put(build.run())
    inner = tmp_path / "inner"
    inner.mkdir()
    assert isinstance(remove(str(inner), list_runs(str(tmp_path)).runs[0]), Problem)
    assert os.path.isdir(folder)


def test_runs_are_columns(put, build, tmp_path):
    put(build.run())
    columns = run_columns(list_runs(str(tmp_path)).runs, ["then"])
    assert columns["suite"] == ["demo"]
    assert columns["trials"] == [42]
    assert columns["lacking"] == [None]
