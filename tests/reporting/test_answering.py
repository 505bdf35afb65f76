from dataclasses import replace

import pytest

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


def test_a_winner_that_its_backend_tells_from_the_others_is_named_with_it(build):
    told = said(build.summary(build.case("a"), 0.42, 0.71), build.summary(build.case("a", "loky"), 2.1, 0.71))
    assert told.startswith("a on serial is fastest")
    assert "next is a on loky with 1 worker" in told


@pytest.mark.parametrize("launches", [1, 2, 3])
def test_too_few_launches_rank_nothing_however_far_apart_they_lie(build, launches):
    rows = [
        build.summary(build.case(name), seconds, 0.71, launches=launches) for name, seconds in (("a", 1.0), ("b", 3))
    ]
    if launches == 1:
        points = [Estimate(row.seconds.value, kind="point", confidence=None, count=1) for row in rows]
        rows = [replace(row, seconds=point) for row, point in zip(rows, points, strict=True)]
    told = said(*rows)
    counted = "1 launch" if launches == 1 else f"{launches} launches"
    assert told.startswith("a has the shortest time so far at equal quality: 1.00 s")
    assert f"; {counted} of a case can't rank it above b." in told
    assert "fastest" not in told
    assert "next is" not in told


def test_one_rival_with_too_few_launches_is_not_told_apart(build):
    rival = build.summary(build.case("b"), 3.0, 0.71, launches=2)
    assert "too close to tell from b: it has 2 launches" in said(build.summary(build.case("a"), 1.0, 0.71), rival)


def test_fewer_workers_that_can_not_be_told_from_the_best_are_enough(build):
    seconds = {1: 2.0, 2: 1.1, 4: 0.62, 8: 0.6}
    rows = [build.summary(build.waiting_case(count), time, workers_base=2.0) for count, time in seconds.items()]
    told = said(*rows)
    assert "; 4 workers are enough: 8 add nothing that can be told" in told
    assert "too close" not in told


def test_more_workers_that_pay_are_not_called_superfluous(build):
    rows = [build.summary(build.waiting_case(count), 2.0 / count, workers_base=2.0) for count in (1, 2, 4)]
    assert "enough" not in said(*rows)


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
    assert said(build.summary(build.waiting_case(4), 0.42)) == "takes 420 ms [399, 441] on threading with 4 workers."


def test_failures_and_skips_give_their_reason(build):
    failed = build.summary(build.case("a"), statuses={"failed": 6}, reasons=("it broke",))
    skipped = build.summary(build.case("a"), statuses={"skipped": 1}, reasons=("needs Java",), launches=1)
    assert said(failed) == "Nothing to compare: no launch ended well: it broke"
    assert said(skipped) == "Nothing was measured, every case was skipped: needs Java"
    assert said(build.summary(build.case("a"), launches=0, statuses={})) == "Nothing was measured yet."


def test_names_are_shown_as_text(build):
    assert "\x1b" not in said(build.summary(build.case(build.hostile), 0.42, 0.71))


def paced(build, name, workers, score, seconds=5.0):
    row = build.summary(build.case(name, "own", workers), seconds, score)
    return replace(row, paced=True)


def test_a_load_with_a_pace_of_its_own_names_who_keeps_up_on_the_fewest_workers_and_nobody_faster(build):
    rows = [paced(build, "a", 2, 0.99, 5.0), paced(build, "a", 1, 0.99, 5.1), paced(build, "b", 1, 0.8, 4.9)]
    told = said(*rows)
    assert told.startswith("a with 1 worker (AUC 0.990) keeps up with the load: 1 worker will do; b with 1 worker (AUC")
    assert "falls behind" in told
    assert "fastest" not in told
    assert "quicker" not in told


def test_several_that_keep_up_on_as_few_workers_are_counted(build):
    told = said(*(paced(build, name, 2, 0.99) for name in "abc"))
    assert " keeps up with the load, and so do 2 more: 2 workers will do;" in told
