"""Overview, Compare and History over runs that differ: the verdict is shown, filters narrow, links restore."""

import math
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.model.run import Revision
from workbench.store.encoding import encode_line
from workbench.store.writer import RunWriter

APP = Path(__file__).resolve().parents[2] / "dashboards" / "app.py"
OVERVIEW, COMPARE, HISTORY = "views/overview.py", "views/compare.py", "views/history.py"
DAY = 86_400.0
SLOW_SINCE, RUNS = 8, 14
CASE = "flights: LogisticRegression[lbfgs]"


def words(test):
    found = [each.value for kind in ("markdown", "caption", "info", "warning", "error") for each in test.get(kind)]
    return "\n".join(str(text) for text in found).replace("\u2060", "").replace("\\", "")


@pytest.fixture
def put(builders, tmp_path):
    """Run `number` on disk, its first case `factor` times as slow; returns the run's label in a link."""

    def written(number, factor=1.0, launches=6, **header):
        run = builders.make_run(launches=launches, run_id=f"run-{number:03d}", created_at=1.77e9 + number * DAY)
        first = run.header.plan.cases[0].case.id
        wobble = 1 + 0.01 * math.sin(7.0 * number)
        own = {"revision": Revision(f"{number:012x}" + 28 * "0", dirty=False), **header}
        with RunWriter.create(str(tmp_path), replace(run.header, **own)) as writer:
            lines = []
            for each in run.trials:
                times = wobble * (factor if each.case_id == first else 1.0)
                lines.append(encode_line(replace(each, wall_seconds=tuple(times * v for v in each.wall_seconds))))
        with open(f"{writer.folder}/trials.jsonl", "ab") as file:
            file.writelines(lines)
        return f"demo · run-{number:03d}"

    return written


def test_the_overview_says_slower_with_ratio_and_interval(open_page, put):
    put(0)
    put(1, 1.5)
    test = open_page(OVERVIEW)
    assert not test.exception
    told = words(test)
    assert "1 of 1 suite got slower or worse" in told
    assert ":red-badge[slower] **demo**" in told
    assert f"{CASE}, time 1.5" in told
    assert "is fastest at equal quality" in told


def test_the_overview_keeps_a_slowdown_in_sight_that_came_long_ago(open_page, put):
    for number in range(RUNS):
        put(number, 1.5 if number >= SLOW_SINCE else 1.0, launches=4)
    told = words(open_page(OVERVIEW))
    assert "1 slowdown in the history still stands" in told
    assert f"in its history — {CASE}: slower by" in told


def test_the_overview_says_that_there_is_no_baseline(open_page, put):
    put(0)
    told = words(open_page(OVERVIEW))
    assert "1 suite without a baseline" in told
    assert "no baseline" in told
    assert "no earlier complete run on this machine" in told


def test_compare_takes_the_latest_run_and_its_baseline(open_page, put):
    put(0)
    put(1, launches=5)
    put(2, 1.5)
    test = open_page(COMPARE)
    assert not test.exception
    assert test.selectbox(key="run").value == "demo · run-002"
    assert test.selectbox(key="base").value == "demo · run-001"
    told = words(test)
    assert ":red-badge[slower] HEAD is slower: flights: LogisticRegression[lbfgs], time 1.5" in told
    assert "The baseline: the newest earlier complete run" in told
    assert test.dataframe[0].value["verdict"][0] == "slower"
    assert len(test.get("vega_lite_chart")) == 1


def test_filters_narrow_the_pairs_and_a_link_restores_them(open_page, put):
    put(0)
    put(1, 1.5)
    test = open_page(COMPARE)
    everything = len(test.dataframe[0].value)
    test.text_input(key="find").set_value("threading 8").run()
    assert 0 < len(test.dataframe[0].value) < everything
    assert set(test.dataframe[0].value.get("case", ["waiting: threading · 8 workers"])) == {
        "waiting: threading · 8 workers"
    }
    linked = open_page(COMPARE, run="demo · run-000", base="demo · run-001", verdict="faster")
    assert not linked.exception
    assert linked.selectbox(key="base").value == "demo · run-001"
    assert linked.multiselect(key="verdict").value == ["faster"]
    assert "1 of" in words(linked)


def test_compare_says_what_a_link_names_that_is_not_there(open_page, put):
    put(0)
    put(1, 1.5)
    test = open_page(COMPARE, base="../../etc", verdict="terrible", case="<b>none</b>")
    assert not test.exception
    told = words(test)
    assert "The link names a run that isn't here: ../../etc" in told
    assert "isn't here: terrible" in told
    assert "isn't here: <b>none</b>" in told


def test_another_machine_is_named_and_compared_only_on_request(open_page, put, builders):
    put(0)
    put(1, 1.5, machine=replace(builders.MACHINE, id="other-9f9f9f", logical_cpus=64))
    told = words(open_page(COMPARE))
    assert ":orange-badge[incomparable]" in told
    assert "logical cpus 2 and 64" in told
    assert "No earlier complete run of this suite on this machine" in told
    insisted = open_page(COMPARE, across="true")
    assert ":red-badge[slower]" in words(insisted)


def test_one_run_alone_can_not_be_compared(open_page, put):
    put(0)
    test = open_page(COMPARE)
    assert not test.exception
    assert "There is one run: measure again" in words(test)
    assert [each.value for each in test.code] == ["workbench run demo"]


def test_a_run_deleted_while_open_is_said(open_page, put, tmp_path):
    put(0)
    gone = put(1)
    put(2, 1.5)
    test = open_page(COMPARE)
    assert test.selectbox(key="base").value == gone
    shutil.rmtree(next(tmp_path.glob("*/run-001")))
    test.run()
    assert not test.exception
    assert test.selectbox(key="base").value == "demo · run-000"


def test_history_ranks_changes_first_and_leads_to_both_sides(open_page, put):
    for number in range(RUNS):
        put(number, 1.5 if number >= SLOW_SINCE else 1.0, launches=2)
    test = open_page(HISTORY)
    assert not test.exception
    told = words(test)
    assert "Time changed in 1 of 6 cases over 14 runs: 1 got worse by the code" in told
    assert "slower by" in told
    assert f"between {SLOW_SINCE - 1:012x} and {SLOW_SINCE:012x}" in told
    assert test.dataframe[0].value["case"][0] == CASE
    assert test.selectbox(key="history_case").value == CASE
    assert len(test.get("vega_lite_chart")) == 1
    test.text_input(key="find").set_value("waiting").run()
    assert len(test.dataframe[0].value) == 4


def test_a_link_to_a_history_restores_metric_and_case(open_page, put):
    for number in range(6):
        put(number, launches=2)
    test = open_page(HISTORY, metric="peak memory", history_case="waiting: threading · 8 workers", suite="none")
    assert not test.exception
    assert test.selectbox(key="metric").value == "peak memory"
    assert test.selectbox(key="history_case").value == "waiting: threading · 8 workers"
    assert "The link names a suite that isn't here: none" in words(test)


def test_one_run_is_no_history(open_page, put):
    put(0)
    test = open_page(HISTORY)
    assert not test.exception
    assert "measure it again, and its history begins here" in words(test)
    assert [each.value for each in test.code] == ["workbench run demo"]
    assert not test.get("vega_lite_chart")


def test_too_few_runs_are_said_to_be_too_few(open_page, put):
    put(0)
    put(1, 1.5)
    told = words(open_page(HISTORY))
    assert "Too few runs (2) to tell a new level of time from noise" in told
