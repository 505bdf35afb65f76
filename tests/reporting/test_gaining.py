import pytest

from workbench.analysis.scaling.inferring import fit
from workbench.model.scaling import Level, Scaling
from workbench.reporting.gaining import gain, gained, stops

NOISE = (0.99, 1.0, 1.0, 1.01)
WIDE = (0.4, 0.8, 1.3, 2.2)


def series(*levels):
    return Scaling(tuple(Level(count, tuple(seconds * each for each in noise)) for count, seconds, noise in levels))


def test_a_loss_is_called_a_loss():
    told = gained(series((1, 1.0, NOISE), (2, 1.5, NOISE)))
    assert told == "More workers don't help: 2 workers take 1.50× the time of 1 worker (1.00 s)."


@pytest.mark.parametrize("seconds", [0.6, 1.7])
def test_what_the_interval_leaves_open_is_neither_gain_nor_loss(seconds):
    told = gained(series((1, 1.0, NOISE), (2, seconds, WIDE)))
    assert "2 workers came out" in told
    assert told.endswith("whether more workers help can't be told.")
    assert "don't help" not in told


@pytest.mark.parametrize("launches", [1, 3])
def test_too_few_launches_tell_neither(launches):
    told = gained(Scaling((Level(1, (1.0,) * launches), Level(2, (1.7,) * launches))))
    assert f"{launches} launch{'es' if launches > 1 else ''} can't tell whether more workers help." in told


def test_a_law_that_fits_vouches_for_single_launches():
    found = gain(fit([1, 2, 4, 8], [8.0, 4.2, 2.3, 1.35]))
    assert found.verdict == "faster"


def test_one_level_gains_nothing():
    only = Scaling((Level(4, (1.0, 1.0)),))
    assert gain(only) is None
    assert gained(only) == stops(only) == ""


def test_gain_is_against_the_fewest_workers():
    found = gain(Scaling((Level(2, (4.0,)), Level(4, (2.0,)))))
    assert (found.base.workers, found.level.workers, found.speedup.value) == (2, 4, 2.0)


def test_where_adding_workers_stops_paying_is_said():
    told = stops(series((1, 2.0, NOISE), (2, 1.0, NOISE), (4, 0.61, NOISE), (8, 0.6, NOISE)))
    assert told == "4 workers are enough: 8 add nothing that can be told."
    assert stops(series((1, 2.0, NOISE), (2, 1.0, NOISE), (4, 0.6, NOISE))).startswith("Adding workers pays up to 4")


def test_where_nothing_pays_no_end_of_it_is_said():
    assert stops(series((1, 1.0, NOISE), (2, 1.5, NOISE), (4, 1.7, NOISE))) == ""
