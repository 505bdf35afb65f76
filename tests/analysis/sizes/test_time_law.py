import pytest

SIZES = [1000 * 2**step for step in range(5)]


def time_law(made, seconds, sizes=SIZES, **others):
    for rows in sizes:
        made.add({"rows": rows}, seconds=seconds(rows), **others)
    return made.sizes().series[0].times[0]


def test_a_law_comes_with_its_exponent_and_a_run_ten_times_larger(made):
    law = time_law(made, lambda n: 1e-6 * n * n)
    assert law.selected == "n²"
    assert law.exponent.low < 2 < law.exponent.high
    assert law.ten_times.size == 160_000
    assert law.ten_times.extrapolated
    assert law.ten_times.value.low < 25_600 < law.ten_times.value.high


def test_curves_join_at_the_largest_size_and_reach_ten_times_beyond(made):
    law = time_law(made, lambda n: 1e-3 * n)
    assert [law.curve[0][0], law.curve[-1][0]] == pytest.approx([1000, 16_000])
    assert [law.extrapolated[0][0], law.extrapolated[-1][0]] == pytest.approx([16_000, 160_000])
    assert all(low <= value <= high for _, value, low, high in (*law.curve, *law.extrapolated))


def test_two_sizes_tell_no_law_but_what_to_measure(made):
    law = time_law(made, lambda n: 1e-3 * n, sizes=[1000, 4000])
    assert (law.selected, law.ten_times) == (None, None)
    assert law.reason == "two sizes tell no law of rows: measure rows = 16,000 as well"


def test_noise_that_lets_any_exponent_pass_tells_none(made):
    law = time_law(made, lambda n: 1e-3 * n, sizes=[1000, 1300, 1600, 2000], noise=0.2)
    assert law.selected is None
    assert "too few or too noisy" in law.reason


def test_no_law_is_forced_on_what_none_fits(made):
    law = time_law(made, lambda n: 1.0 if n in (1000, 4000, 16_000) else 5.0)
    assert law.selected is None
    assert law.reason.startswith(("no law fits", "these sizes are too few or too noisy"))


def test_failed_and_profiled_launches_are_no_evidence(made):
    from dataclasses import replace

    time_law(made, lambda n: 1e-3 * n)
    made.trials = [replace(trial, wall_seconds=(99.0,), profile="perf") for trial in made.trials] + made.trials
    made.trials += [replace(trial, wall_seconds=(), status="failed") for trial in made.trials]
    law = made.sizes().series[0].times[0]
    assert law.selected == "n"
