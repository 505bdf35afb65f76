"""Scaling, Solvers & backends and Memory: what their filters and sliders change. No browser."""

from dataclasses import replace
from pathlib import Path

import pytest

from workbench.model.plan import Plan, PlannedCase
from workbench.model.trial import MemoryPeak

APP = Path(__file__).resolve().parents[2] / "dashboards" / "app.py"
SCALING, SOLVERS, MEMORY = "views/scaling.py", "views/solvers.py", "views/memory.py"
SIZES = (10_000, 20_000, 40_000)


@pytest.fixture
def write_sizes(write, builders):
    """A run of two solvers at several sizes, 8 kB and 2 kB a row."""

    def written(sizes=SIZES):
        run = builders.make_run(name="sizes")
        reference, pattern = run.header.plan.cases[0], run.trials[0]
        cases, trials = [], []
        for solver, slope in (("sklearn.A", 8000), ("sklearn.B", 2000)):
            for size in sizes:
                case = builders.case(solver, rows=size)
                cases.append(PlannedCase(case, reference.workload, reference.backend, data_bytes=800 * size))
                for launch in range(4):
                    peak = int((2e8 + slope * size) * (1 + 0.001 * (launch % 2)))
                    changes = {"case_id": case.id, "trial_id": f"{case.id}-{launch:03d}", "launch": launch}
                    memory = MemoryPeak(peak, "pss_sampled", peak + 10**6, "vmhwm")
                    trials.append(replace(pattern, memory=memory, **changes))
        header = replace(run.header, plan=Plan("sizes", tuple(cases), run.header.plan.measure))
        return write(replace(run, header=header, trials=tuple(trials)))

    return written


def words(test):
    """All text on the page, as Markdown would show it."""
    kinds = ("markdown", "subheader", "caption", "info", "warning", "error", "code")
    found = [each.value for kind in kinds for each in test.get(kind)]
    return "\n".join(str(text) for text in found).replace("\u2060", "").replace("\\", "")


def test_a_moved_deadline_changes_the_answer(open_page, write, builders):
    write(builders.make_run())
    test = open_page(SCALING)
    assert not test.exception
    slider = test.select_slider(key="deadline")
    before = words(test)
    slider.set_value("500 ms").run()
    assert not test.exception
    assert "5 workers are needed to finish within 500 ms" in words(test)
    assert words(test) != before


def test_a_moved_efficiency_and_price_change_theirs(open_page, write, builders):
    write(builders.make_run())
    test = open_page(SCALING)
    assert "keep 70% efficiency" in words(test)
    test.slider(key="efficiency").set_value(90).run()
    assert "90% efficiency" in words(test)
    before = next(line for line in words(test).split("\n") if "least" in line)
    test.slider(key="price").set_value(0.5).run()
    assert before not in words(test)
    assert not test.exception


def test_a_link_restores_the_questions(open_page, write, builders):
    write(builders.make_run())
    test = open_page(SCALING, deadline="500 ms", efficiency="90", measure="serial fraction")
    assert not test.exception
    told = words(test)
    assert "needed to finish within 500 ms" in told
    assert "90% efficiency" in told
    assert test.button_group(key="measure").value == "serial fraction"


def test_a_link_asking_for_an_unknown_deadline_says_so(open_page, write, builders):
    write(builders.make_run())
    test = open_page(SCALING, deadline="<b>soon</b>")
    assert not test.exception
    assert "isn't here: <b>soon</b>" in words(test)


def test_two_worker_counts_are_answered_by_what_was_measured(open_page, write, builders):
    run = builders.make_run()
    few = {planned.case.id for planned in run.header.plan.cases if planned.case.resources.workers > 2}
    write(replace(run, trials=tuple(trial for trial in run.trials if trial.case_id not in few)))
    test = open_page(SCALING)
    assert not test.exception
    told = words(test)
    assert "Two worker counts can't tell a law" in told
    assert "Of those measured" in told


def test_the_answer_stands_first_and_who_scores_worse_is_said(open_page, write, builders):
    run = builders.make_run()
    saga = run.header.plan.cases[1].case.id
    trials = tuple(
        replace(each, score=replace(each.score, value=0.6)) if each.case_id == saga else each for each in run.trials
    )
    write(replace(run, trials=trials))
    test = open_page(SOLVERS)
    assert not test.exception
    assert "is alone at the best quality: 420 ms" in words(test).split("\n")[0]
    assert "Not ranked, for their score is worse" in words(test)
    assert len(test.get("vega_lite_chart")) == 3


def test_a_filter_narrows_the_cases_and_the_answer(open_page, write, builders):
    write(builders.make_run())
    test = open_page(SOLVERS)
    assert "LogisticRegression[lbfgs] is fastest" in words(test)
    test.multiselect(key="solvers").set_value(["sklearn.LogisticRegression[saga]"]).run()
    assert not test.exception
    assert "sklearn.LogisticRegression[saga] takes 2.3" in words(test)
    assert "lbfgs" not in words(test)


def test_a_link_restores_the_filter_and_unknown_words_are_said(open_page, write, builders):
    write(builders.make_run())
    test = open_page(SOLVERS, solvers="sklearn.LogisticRegression[saga]", workload="../etc")
    assert not test.exception
    assert test.multiselect(key="solvers").value == ["sklearn.LogisticRegression[saga]"]
    assert "The link names a workload that isn't here: ../etc" in words(test)


def test_memory_says_the_largest_size_that_fits(open_page, write_sizes):
    write_sizes()
    test = open_page(MEMORY)
    assert not test.exception
    assert "A fits up to rows = 2.0" in words(test)
    test.multiselect(key="cases").set_value(["B"]).run()
    assert not test.exception
    assert "B fits up to rows = 8." in words(test)


def test_two_sizes_say_what_to_measure_next(open_page, write_sizes):
    write_sizes(SIZES[:2])
    test = open_page(MEMORY)
    assert not test.exception
    assert "Measure rows = 40,000 as well" in words(test)


def test_one_size_is_shown_beside_the_memory_with_what_to_write_into_the_suite(open_page, write, builders):
    write(builders.make_run())
    test = open_page(MEMORY)
    assert not test.exception
    told = words(test)
    assert "of 16.5 GB (the machine's memory)" in told
    assert "rows = [12_500, 25_000, 50_000]" in told
    assert len(test.get("vega_lite_chart")) == 1


@pytest.mark.parametrize("page", [SOLVERS, MEMORY])
def test_nothing_that_went_well_and_an_empty_folder_are_said(open_page, write, builders, page):
    assert "There are no runs in" in words(open_page(page))
    write(builders.make_run(broken=True))
    test = open_page(page)
    assert not test.exception
    told = words(test)
    assert ("no launch ended well" if page == SOLVERS else "No launch of this run recorded its peak memory") in told


def test_hostile_names_are_shown_as_text(open_page, write, builders):
    run = builders.make_run(name=builders.HOSTILE)
    cases = tuple(
        replace(each, case=replace(each.case, workload=builders.HOSTILE * 4, solver=builders.HOSTILE))
        for each in run.header.plan.cases
    )
    ids = {old.case.id: new.case.id for old, new in zip(run.header.plan.cases, cases, strict=True)}
    trials = tuple(replace(each, case_id=ids[each.case_id]) for each in run.trials)
    write(replace(run, header=replace(run.header, plan=replace(run.header.plan, cases=cases)), trials=trials))
    for page in (SCALING, SOLVERS, MEMORY):
        test = open_page(page)
        assert not test.exception
        shown = [each.value for kind in ("markdown", "caption", "info", "warning") for each in test.get(kind)]
        for text in shown:
            assert "<script>" not in text
            assert "](http" not in text
            assert "\u202e" not in text


def test_memory_of_a_card_is_told_against_the_cards(open_page, write, builders):
    write(builders.make_card_run())
    test = open_page(MEMORY, **{"memory-at": "one card"})
    assert not test.exception
    assert "80.0 GB (the card's memory)" in words(test)


def test_solvers_sets_cards_beside_all_cores_at_a_price(open_page, write, builders):
    write(builders.make_card_run())
    test = open_page(SOLVERS)
    assert not test.exception
    told = words(test)
    assert "with data on the card already" in told
    assert "all that there are" in told
    test.slider(key="card-price").set_value(10.0).run()
    assert not test.exception
    test.multiselect(key="devices").set_value(["cpu"]).run()
    assert not test.exception
    assert "with data on the card already" not in words(test)
