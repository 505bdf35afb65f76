from workbench.analysis.scaling.inferring import fit
from workbench.model.scaling import Level, Scaling
from workbench.reporting.certainty import certainty

NOISE = (0.98, 1.0, 1.01, 1.02)


def levels(launches, *counts):
    return [Level(count, tuple(each / count for each in NOISE[:launches])) for count in counts]


def test_with_a_law_brackets_are_over_worker_counts_however_few_the_launches():
    for launches in (1, 3, 4):
        scaling = fit(
            [Level(count, tuple(amdahl(count) * each for each in NOISE[:launches])) for count in (1, 2, 4, 8)]
        )
        assert scaling.selected is not None
        assert "over worker counts" in certainty(scaling)


def test_a_law_that_is_not_believed_still_counts_worker_counts():
    assert "over worker counts" in certainty(fit([1, 2, 4, 8], [1.0, 2.0, 5.0, 12.0]))


def amdahl(workers):
    return (0.1 + 0.9 / workers) * (1 + 0.002 * (workers % 3))


def test_without_one_they_are_over_launches():
    assert "over launches; what all launches of one worker count share" in certainty(fit(levels(4, 1, 2)))


def test_fewer_launches_are_a_range_and_single_ones_nothing():
    assert certainty(fit(levels(3, 1, 2))).startswith("(low–high)")
    assert certainty(fit(levels(1, 1, 2))) == ""
    assert certainty(Scaling((Level(2, (1.0,)),))) == ""
