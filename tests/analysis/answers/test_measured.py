"""Without a law, only the worker counts that were measured answer."""

from __future__ import annotations

from workbench.analysis.answers.measured import of_levels
from workbench.model.reading import Questions
from workbench.model.scaling import Level

LEVELS = (Level(1, (9.9, 10.0, 10.1, 10.0)), Level(2, (5.9, 6.0, 6.1, 6.0)))
FEW = (Level(1, (10.0,)), Level(2, (6.0,)))


def told(levels=LEVELS, **asked):
    (reading,) = of_levels(levels, Questions(**asked))
    return reading


def test_the_fewest_measured_workers_that_meet_a_deadline_and_what_they_take():
    assert told(deadline_seconds=12.0).sentence.startswith("Of those measured, 1 worker finishes within 12.0 s: 10.0 s")
    reading = told(deadline_seconds=7.0)
    assert reading.estimate.value == 2
    assert reading.sentence.startswith("Of those measured, 2 workers finish within 7.00 s: 6.00 s (5.")


def test_a_deadline_that_none_meets_is_said_with_the_fastest():
    reading = told(deadline_seconds=3.0)
    assert reading.estimate is None
    assert "None measured finishes within 3.00 s: the fastest, 2 workers, takes 6.00 s" in reading.sentence


def test_an_interval_that_reaches_across_the_deadline_is_doubt():
    assert "Some launches may take longer" in told(deadline_seconds=6.01).sentence
    assert "At best it might" in told(deadline_seconds=5.97).sentence


def test_efficiency_names_the_first_that_falls_below():
    reading = told(efficiency=0.9)
    assert reading.estimate.value == 1
    assert "up to 1 worker keeps 90% efficiency; 2 workers: 83%" in reading.sentence
    assert told(efficiency=0.8).estimate.value == 2


def test_the_cheapest_counts_start_up_and_the_deadline():
    assert told(price_per_core_second=1.0).estimate.value == 1
    within = tuple(of_levels(LEVELS, Questions(deadline_seconds=7.0, price_per_core_second=1.0)))
    assert within[-1].estimate.value == 2
    assert "12" in within[-1].sentence
    late = Questions(deadline_seconds=7.0, price_per_core_second=1.0, start_seconds=((2, 5.0),))
    assert tuple(of_levels(LEVELS, late))[-1].estimate is None


def test_single_launches_claim_no_interval():
    assert told(FEW, deadline_seconds=7.0).sentence == "Of those measured, 2 workers finish within 7.00 s: 6.00 s."


def test_nothing_asked_is_nothing_answered():
    assert tuple(of_levels(LEVELS, Questions())) == ()
