"""Both pages with what a results folder may hold; no browser."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "dashboards" / "app.py"
OVERVIEW, SCALING = "views/overview.py", "views/scaling.py"
OPENED = {"more-20260401-120000-1a2b": "true"}


@pytest.fixture
def patience_seconds():
    return 30


def words(test):
    """All text on the page, as Markdown would show it."""
    found = [
        each.value
        for kind in ("markdown", "subheader", "caption", "info", "warning", "error", "code")
        for each in test.get(kind)
    ]
    return "\n".join(str(text) for text in found).replace("\u2060", "").replace("\\", "")


@pytest.mark.parametrize("page", [OVERVIEW, SCALING])
def test_an_empty_folder_leads_to_the_command_that_fills_it(open_page, page):
    test = open_page(page)
    assert not test.exception
    assert "There are no runs in" in words(test)
    assert "workbench demo" in words(test)


def test_the_overview_answers_first(open_page, write, builders):
    write(builders.make_run())
    test = open_page(OVERVIEW)
    assert not test.exception
    told = words(test)
    assert "sklearn.LogisticRegression[lbfgs] is fastest at equal quality: 420 ms" in told
    assert "sklearn.LogisticRegression[newton-cg]: ValueError: Input X contains NaN." in told
    assert "Intel(R) Xeon(R) Platinum 8370C" in told


def test_the_overview_says_what_held_cases_back(open_page, write, builders):
    run = builders.make_run()
    lbfgs = run.header.plan.cases[0].case.id
    idle = {"measure": {"cpu_tree.user_seconds": 0.02, "cpu_tree.system_seconds": 0.0, "host_cpu.others_seconds": 0.0}}
    trials = tuple(replace(each, phase_totals=idle) if each.case_id == lbfgs else each for each in run.trials)
    write(replace(run, trials=trials))
    told = words(open_page(OVERVIEW, **OPENED))
    assert "Waits, and nothing tells for what" in told
    assert "it left 95 % of its CPU time unused" in told


def test_what_a_plan_notes_and_both_ends_of_memory_are_shown(open_page, write, builders):
    run = builders.make_run()
    plan = replace(run.header.plan, notes=("200 of 300 rows of mine.csv are left out: they have blanks",))
    write(replace(run, header=replace(run.header, plan=plan)))
    test = open_page(OVERVIEW, **OPENED)
    assert "200 of 300 rows of mine.csv are left out" in words(test)
    titles = {title for frame in test.dataframe for title in frame.value.columns}
    assert "with its interval" in titles
    assert not {"peak memory", "peak memory, MB"} & titles


def test_a_damaged_file_is_told_in_a_few_lines(open_page, write, builders):
    folder = Path(write(builders.make_run()))
    with (folder / "trials.jsonl").open("a") as file:
        file.writelines("not a record\n" for _ in range(20))
    told = words(open_page(OVERVIEW))
    assert told.count("left out, the others are read") == 3
    assert "and 17 more" in told


def test_the_overview_shows_the_latest_run_of_each_suite(open_page, write, builders):
    write(builders.make_run(run_id="20260401-120000-old1"))
    write(builders.make_run(run_id="20260402-120000-new1", created_at=1_775_131_200.0))
    write(builders.make_run(name="nightly", run_id="20260330-120000-nigh", created_at=1_774_872_000.0))
    told = words(open_page(OVERVIEW))
    assert "20260402-120000-new1" in told
    assert "20260330-120000-nigh" in told
    assert "20260401-120000-old1" not in told


@pytest.mark.parametrize("page", [OVERVIEW, SCALING])
def test_failures_only(open_page, write, builders, page):
    write(builders.make_run(broken=True))
    test = open_page(page)
    assert not test.exception
    wanted = "no launch ended well" if page == OVERVIEW else "no case at more than one worker count"
    assert wanted in words(test)


def test_scaling_shows_the_series_with_its_sentence(open_page, write, builders):
    write(builders.make_run())
    test = open_page(SCALING)
    assert not test.exception
    assert "Known serial fraction 0.05" in words(test)
    assert len(test.get("vega_lite_chart")) == 1
    assert list(test.dataframe[0].value["workers"]) == [1, 2, 4, 8]


def test_a_link_reproduces_the_view(open_page, write, builders):
    write(builders.make_run())
    write(builders.make_run(run_id="20260402-120000-9f9f", created_at=1_775_131_200.0))
    test = open_page(SCALING, run="demo · 20260401-120000-1a2b", measure="efficiency")
    assert not test.exception
    assert test.selectbox(key="run").value == "demo · 20260401-120000-1a2b"
    assert test.button_group(key="measure").value == "efficiency"


def test_a_link_with_unknown_words_says_so_and_shows_the_default(open_page, write, builders):
    write(builders.make_run())
    test = open_page(SCALING, run="../../etc/passwd", series="<b>no</b>", measure="nonsense")
    assert not test.exception
    told = words(test)
    assert "The link names a run that isn't here: ../../etc/passwd" in told
    assert "The link names a series that isn't here: <b>no</b>" in told
    assert test.selectbox(key="run").value == "demo · 20260401-120000-1a2b"


def test_another_run_and_another_measure_can_be_chosen(open_page, write, builders):
    write(builders.make_run(broken=True, name="nightly", run_id="20260402-120000-9f9f", created_at=1_775_131_200.0))
    write(builders.make_run())
    test = open_page(SCALING)
    assert "Known serial fraction 0.05" in words(test), "the newest run that scales is opened"
    test.selectbox(key="run").select("nightly · 20260402-120000-9f9f").run()
    assert "no case at more than one worker count" in words(test)
    test.selectbox(key="run").select("demo · 20260401-120000-1a2b").run()
    test.button_group(key="measure").set_value("seconds").run()
    test.multiselect(key="series").set_value([]).run()
    assert not test.exception
    assert "Choose at least one series." in words(test)


def test_a_new_run_appears_without_a_restart_and_a_deleted_one_goes(open_page, write, builders, tmp_path):
    write(builders.make_run())
    test = open_page(OVERVIEW)
    folder = write(builders.make_run(name="later", run_id="20260402-120000-9f9f", created_at=1_775_131_200.0))
    assert "later" in words(test.run())
    shutil.rmtree(folder)
    assert "later" not in words(test.run())
    assert not test.exception


def test_hostile_names_are_escaped(open_page, write, builders):
    run = builders.make_run(name=builders.HOSTILE)
    cases = tuple(
        replace(each, case=replace(each.case, workload=builders.HOSTILE * 4)) for each in run.header.plan.cases
    )
    ids = {old.case.id: new.case.id for old, new in zip(run.header.plan.cases, cases, strict=True)}
    trials = tuple(replace(each, case_id=ids[each.case_id]) for each in run.trials)
    write(replace(run, header=replace(run.header, plan=replace(run.header.plan, cases=cases)), trials=trials))
    for page in (OVERVIEW, SCALING):
        test = open_page(page)
        assert not test.exception
        shown = [each.value for kind in ("markdown", "subheader", "error", "caption") for each in test.get(kind)]
        for text in shown:
            assert "<script>" not in text
            assert "**bold" not in text
            assert "](http" not in text
            assert "\u202e" not in text


def test_what_can_not_be_read_is_named_and_the_rest_works(open_page, write, builders, tmp_path):
    folder = Path(write(builders.make_run()))
    torn = folder.parent / "20260105-000000-torn"
    shutil.copytree(folder, torn)
    (torn / "run.json").write_text("{not json")
    test = open_page(OVERVIEW)
    assert not test.exception
    assert "20260105-000000-torn" in words(test)
    assert "is fastest at equal quality" in words(test)
