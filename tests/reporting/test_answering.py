from dataclasses import replace

from workbench.model.estimate import Estimate
from workbench.reporting.answering import answer
from workbench.reporting.ranking import rank


def said(*rows):
    return answer(rank(rows))


def test_the_decision_comes_first_with_its_interval_and_quality(build):
    told = said(build.summary(build.case("a"), 0.42, 0.71), build.summary(build.case("b"), 2.1, 0.711))
    assert told == "a is fastest at equal quality: 420 ms [399, 441], AUC 0.710; next is b, 5.00× the time."


def test_what_can_not_be_told_apart_is_not(build):
    told = said(build.summary(build.case("a"), 0.42, 0.71), build.summary(build.case("b"), 0.43, 0.71))
    assert "too close to tell from b" in told
    assert "next is" not in told


def test_parallel_work_is_held_against_one_worker_and_the_best_serial_solver(build):
    row = build.summary(build.case("a", "loky", 2), 0.25, 0.71, workers_base=0.42)
    row = replace(row, speedup_over_serial=Estimate(1.2, 1.1, 1.3), serial_base="b")
    told = said(row, build.summary(build.case("a"), 0.42, 0.71))
    assert told.startswith("a on loky with 2 workers is fastest at equal quality: 250 ms")
    assert "1.68× [1.60, 1.76] as fast as at 1 worker (420 ms)" in told
    assert "1.20× [1.10, 1.30] as fast as the best serial solver, b" in told


def test_quicker_but_worse_is_said_and_not_ranked(build):
    told = said(build.summary(build.case("a"), 0.42, 0.71), build.summary(build.case("lazy"), 0.1, 0.6))
    assert told.startswith("a is alone at the best quality")
    assert "lazy (AUC 0.600) is quicker but worse, so not ranked" in told


def test_slower_and_worse_needs_no_word(build):
    told = said(build.summary(build.case("a"), 0.42, 0.71), build.summary(build.case("lazy"), 5.0, 0.6))
    assert "lazy" not in told


def test_a_workload_without_solver_is_told_by_where_it_ran(build):
    rows = [build.summary(build.waiting_case(count), 2.0 / count, workers_base=2.0) for count in (1, 4)]
    assert said(*rows).startswith("fastest on threading with 4 workers: 500 ms")


def test_one_case_alone_is_not_called_fastest(build):
    assert said(build.summary(build.case("a"), 0.42, 0.71)) == "a takes 420 ms [399, 441], AUC 0.710."


def test_failures_and_skips_give_their_reason(build):
    failed = build.summary(build.case("a"), statuses={"failed": 6}, reasons=("it broke",))
    skipped = build.summary(build.case("a"), statuses={"skipped": 1}, reasons=("needs Java",), launches=1)
    assert said(failed) == "Nothing to compare: no launch ended well: it broke"
    assert said(skipped) == "Nothing was measured, every case was skipped: needs Java"
    assert said(build.summary(build.case("a"), launches=0, statuses={})) == "Nothing was measured yet."


def test_names_are_shown_as_text(build):
    assert "\x1b" not in said(build.summary(build.case(build.hostile), 0.42, 0.71))
