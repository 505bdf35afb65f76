from dataclasses import replace

import pytest

from workbench.analysis.scaling import fit
from workbench.model.estimate import Estimate
from workbench.model.scaling import Level, Scaling
from workbench.reporting.explaining import gain, next_level, sentence, serial_fraction


def test_the_known_serial_fraction_stands_beside_the_fitted_one(build):
    told = sentence(build.scaling(), 0.05)
    assert told.startswith("Known serial fraction 0.05, fitted 0.049 [0.046, 0.052]: the interval holds it.")
    assert "misses it" in sentence(build.scaling(), 0.2)


def test_gain_and_law_are_said_in_plain_words(build):
    scaling = replace(build.scaling(), answers={"max_speedup": Estimate(20.4, 19.2, 21.7)})
    told = sentence(scaling)
    assert "8 workers run it 5.93× as fast as 1 worker (2.00 s), at 74 % efficiency." in told
    assert "Amdahl's law fits with a serial fraction of 0.049 [0.046, 0.052]" in told
    assert "however many workers, it gets at most 20.4× [19.2, 21.7] as fast." in told


def test_two_levels_get_karp_flatt_and_no_law(build):
    told = sentence(build.scaling(counts=(1, 2)))
    assert "Karp-Flatt serial fraction 0.050 [0.041, 0.060]." in told
    assert told.endswith("Two worker counts can't tell a law: measure 4 as well.")
    assert "Amdahl" not in told


def test_a_loss_is_called_a_loss():
    scaling = Scaling((Level(1, (1.0, 1.0)), Level(2, (1.5, 1.5))))
    assert sentence(scaling).startswith("More workers don't help: 2 workers take 1.50× the time of 1 worker (1.00 s).")


def test_no_law_says_why():
    levels = tuple(Level(count, (1.0,)) for count in (1, 2, 4))
    told = sentence(Scaling(levels, reason="no law fits these levels"))
    assert told.endswith("No law fits these levels.")
    assert serial_fraction(Scaling(levels)) is None


@pytest.mark.parametrize(("counts", "wanted"), [((1, 2), 4), ((1, 4), 2), ((1, 2, 8), 4), ((1, 2, 4), 8)])
def test_the_next_level_fills_a_gap_or_doubles(counts, wanted):
    assert next_level(tuple(Level(count, (1.0,)) for count in counts)) == wanted


def test_gain_is_against_the_fewest_workers():
    base, best, times = gain(Scaling((Level(2, (4.0,)), Level(4, (2.0,)))))
    assert (base.workers, best.workers, times) == (2, 4, 2.0)


def test_what_the_analysis_says_of_real_levels_can_be_told():
    seconds = {
        count: [2.0 * (0.05 + 0.95 / count) * (1 + 0.002 * index) for index in range(6)] for count in (1, 2, 4, 8)
    }
    told = sentence(fit([Level(count, tuple(values)) for count, values in seconds.items()]), 0.05)
    assert "Known serial fraction 0.05, fitted 0.05" in told
    assert "Amdahl's law fits" in told
