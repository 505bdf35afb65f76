"""Every page with every kind of results folder: it says something, fails nowhere and shows hostile text as text."""

import importlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st

from workbench.reporting.queries import Problem
from workbench.store.encoding import encode_line
from workbench.store.writer import RunWriter

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "dashboards" / "app.py"
PAGES = sorted(
    f"views/{file.name}" for file in (ROOT / "dashboards" / "views").glob("*.py") if file.name != "__init__.py"
)
MANY_CASES = 5_000
SHOWN_AS_MARKDOWN = ("markdown", "header", "subheader", "caption", "info", "warning", "error", "success")


def put(root, run):
    """A run on disk, written at one go."""
    with RunWriter.create(str(root), run.header) as writer, open(f"{writer.folder}/trials.jsonl", "ab") as file:
        file.writelines(encode_line(trial) for trial in run.trials)
    return Path(writer.folder)


def foreign_schema(root, builders):
    put(root, builders.make_run())
    folder = put(root, builders.make_run(run_id="20260402-120000-frgn", created_at=1_775_131_200.0))
    text = (folder / "run.json").read_text()
    (folder / "run.json").write_text(text.replace('"schema_version": 1', '"schema_version": 999', 1))


def torn(root, builders):
    folder = put(root, builders.make_run())
    data = (folder / "trials.jsonl").read_bytes()
    (folder / "trials.jsonl").write_bytes(data[:-40])


def one_level(root, builders):
    run = builders.make_run()
    kept = tuple(each for each in run.header.plan.cases if each.case.resources.workers == 1)
    ids = {each.case.id for each in kept}
    header = replace(run.header, plan=replace(run.header.plan, cases=kept))
    put(root, replace(run, header=header, trials=tuple(each for each in run.trials if each.case_id in ids)))


def many_cases(root, builders):
    cases = [
        replace(builders.case(f"mine.Solver[{number % 50}]"), solver_parameters={"alpha": number})
        for number in range(MANY_CASES)
    ]
    header = builders.make_header(cases, 1)
    trials = tuple(builders.trial(case, 0, 0.1 + number / 1e5) for number, case in enumerate(cases))
    put(root, replace(builders.make_run(), header=header, trials=trials))


def hostile(root, builders):
    run = builders.make_run(name=builders.HOSTILE)
    cases = tuple(
        replace(each, case=replace(each.case, workload=builders.HOSTILE * 4)) for each in run.header.plan.cases
    )
    ids = {old.case.id: new.case.id for old, new in zip(run.header.plan.cases, cases, strict=True)}
    trials = tuple(replace(each, case_id=ids[each.case_id]) for each in run.trials)
    put(root, replace(run, header=replace(run.header, plan=replace(run.header.plan, cases=cases)), trials=trials))


FOLDERS = {
    "empty": lambda root, builders: root.mkdir(),
    "missing": lambda root, builders: None,
    "example": lambda root, builders: shutil.copytree(
        ROOT / "results" / "example", root, ignore=shutil.ignore_patterns(".cache")
    ),
    "failures": lambda root, builders: put(root, builders.make_run(broken=True)),
    "foreign schema": foreign_schema,
    "torn file": torn,
    "one worker level": one_level,
    "5,000 cases": many_cases,
    "hostile names": hostile,
}


@pytest.fixture(scope="module")
def results(builders, tmp_path_factory):
    """Each kind of folder, made when it is first asked for."""
    made = {}

    def of(kind):
        if kind not in made:
            root = tmp_path_factory.mktemp("kind") / "results"
            FOLDERS[kind](root, builders)
            made[kind] = root
        return made[kind]

    return of


@pytest.fixture
def patience_seconds():
    return 120


def texts(test):
    return [str(each.value) for kind in SHOWN_AS_MARKDOWN for each in test.get(kind)]


@pytest.mark.parametrize("kind", FOLDERS)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_over_every_folder(visit, results, page, kind):
    test = visit(results(kind), page)
    assert not test.exception
    assert texts(test) or test.get("arrow_data_frame")
    if kind in ("empty", "missing"):
        assert any("There are no runs" in text for text in texts(test))
    if kind == "hostile names":
        for text in texts(test):
            assert "<script>" not in text
            assert "**bold" not in text
            assert "](http" not in text
            assert "\u202e" not in text


@pytest.mark.parametrize("page", PAGES)
def test_unknown_words_of_a_link_are_said_and_the_default_is_shown(visit, results, page):
    usual = visit(results("example"), page)
    keys = [each.key for kind in ("selectbox", "multiselect") for each in usual.get(kind) if each.key]
    odd = visit(results("example"), page, **dict.fromkeys(keys, "../../etc/passwd"))
    assert not odd.exception
    shown = {each.key: each.value for kind in ("selectbox", "multiselect") for each in odd.get(kind)}
    assert shown == {each.key: each.value for kind in ("selectbox", "multiselect") for each in usual.get(kind)}
    told = "\n".join(each.value for each in odd.warning)
    assert not keys or "passwd" in told


@pytest.mark.parametrize("page", PAGES)
def test_a_run_that_goes_while_a_page_is_open_is_no_failure(visit, results, builders, tmp_path, page):
    put(tmp_path, builders.make_run())
    folder = put(tmp_path, builders.make_run(run_id="20260402-120000-9f9f", created_at=1_775_131_200.0))
    test = visit(tmp_path, page)
    shutil.rmtree(folder)
    test.run()
    assert not test.exception
    if any(each.key == "run" for each in test.selectbox):
        assert any("9f9f" in each.value for each in test.warning)


def test_the_example_is_offered_for_an_empty_folder_and_can_be_left(visit, results):
    test = visit(results("empty"), "views/overview.py")
    test.button(key="show-example").click().run()
    assert not test.exception
    assert any("This is the example run" in each.value for each in test.info)
    assert any("fastest" in text for text in texts(test))
    test.button(key="leave-example").click().run()
    assert any("There are no runs" in text for text in texts(test))


@pytest.mark.parametrize("value", ["..", "/etc", "example/../..", "results"])
def test_no_parameter_leads_out_of_the_results(visit, results, value):
    test = visit(results("empty"), "views/overview.py", results=value)
    assert not test.exception
    assert any("There are no runs" in text for text in texts(test))


def test_a_read_only_folder_works(visit, results, tmp_path):
    FOLDERS["example"](tmp_path / "results", None)
    (tmp_path / "results" / ".cache").write_text("in the way, as where nothing can be written")
    for page in PAGES:
        assert not visit(tmp_path / "results", page).exception
    assert os.path.isfile(tmp_path / "results" / ".cache")


@pytest.mark.parametrize("page", PAGES)
def test_a_run_that_goes_after_it_was_listed_is_said(visit, builders, tmp_path, page, monkeypatch):
    folders = [put(tmp_path, builders.make_run(run_id=f"20260401-12000{number}-gone")) for number in range(2)]
    visit(tmp_path, page)
    reading = importlib.import_module("dashboards.reading")
    listed = reading.list_runs(str(tmp_path))
    monkeypatch.setattr(reading, "listing", lambda: listed)
    for folder in folders:
        shutil.rmtree(folder)
    test = visit(tmp_path, page)
    assert not test.exception
    assert any(each.value for kind in ("warning", "info", "error") for each in test.get(kind))


def test_the_chart_of_a_run_that_goes_while_it_is_read_is_a_sentence(visit, builders, tmp_path, monkeypatch):
    folder = put(tmp_path, builders.make_run())
    visit(tmp_path, "views/scaling.py")
    reading = importlib.import_module("dashboards.reading")
    told = iter([reading.report(str(folder)), reading.report(str(folder))])
    monkeypatch.setattr(reading, "report", lambda _: next(told, Problem("it is gone")))
    st.cache_resource.clear()
    test = visit(tmp_path, "views/scaling.py", measure="efficiency")
    assert not test.exception
    assert any("went away" in each.value for each in test.info)
