from dataclasses import replace

from workbench.analysis.scaling.inferring import fit
from workbench.model.estimate import Estimate
from workbench.model.scaling import Level, Scaling
from workbench.reporting.explaining import sentence, serial_fraction


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


def test_no_law_says_why():
    levels = tuple(Level(count, (1.0,)) for count in (1, 2, 4))
    told = sentence(Scaling(levels, reason="no law fits these levels"))
    assert told.endswith("No law fits these levels.")
    assert serial_fraction(Scaling(levels)) is None


def test_two_levels_ask_for_no_more_workers_than_the_machine_can_run_at_once(build):
    told = sentence(build.scaling(counts=(1, 2)), cpus=2)
    assert told.endswith("Two worker counts can't tell a law, and more than 2 workers would share the 2 CPUs here.")
    assert sentence(build.scaling(counts=(1, 2)), cpus=3).endswith("measure 3 as well.")


def test_a_peak_below_one_worker_is_one_worker():
    levels = tuple(Level(count, (time,)) for count, time in ((1, 1.0), (2, 2.0), (4, 5.0), (8, 12.0)))
    told = sentence(Scaling(levels, answers={"peak_workers": Estimate(0.785, 0.0, 1.463, count=4)}))
    assert "It is fastest at 1 worker and slower beyond." in told
    told = sentence(Scaling(levels, answers={"peak_workers": Estimate(11.7, 9.2, 15.6, count=6)}))
    assert "It is fastest at 12 [9, 16] workers and slower beyond." in told


def test_one_level_is_compared_with_nothing():
    told = sentence(fit([4, 4], [1.0, 1.0]))
    assert "×" not in told
    assert told.startswith("One worker count (4) says nothing about scaling")


def test_what_the_analysis_says_of_real_levels_can_be_told():
    seconds = {
        count: [2.0 * (0.05 + 0.95 / count) * (1 + 0.002 * index) for index in range(6)] for count in (1, 2, 4, 8)
    }
    told = sentence(fit([Level(count, tuple(values)) for count, values in seconds.items()]), 0.05)
    assert "Known serial fraction 0.05, fitted 0.05" in told
    assert "Amdahl's law fits" in told
