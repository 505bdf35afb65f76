import pytest

from workbench.analysis.sizes.memory_law import memory_limit

ROWS = (1000, 2000, 4000, 8000)


def memory(made, peak, rows=ROWS, data=lambda n: 800 * n, machine=None, **others):
    for each in rows:
        made.add({"rows": each}, peak=peak(each), data_bytes=data(each) if data else None, **others)
    return made.sizes(**(machine or {})).series[0].memory


def test_peak_memory_is_a_base_and_a_multiple_of_the_data(made):
    law = memory(made, lambda n: 310e6 + 2.1 * 800 * n)
    assert law.form == "proportional"
    assert law.base_bytes.value == pytest.approx(310e6, rel=1e-4)
    assert law.data_ratio.value == pytest.approx(2.1, rel=1e-3)
    assert law.per_unit.value == pytest.approx(1680, rel=1e-3)
    assert (law.against, law.peak_end, law.limit_bytes, law.limited_by) == ("rows", "high", 16 * 10**9, "machine")
    assert law.largest.low < (16e9 - 310e6) / 1680 < law.largest.high
    assert law.largest_measured == 8000


def test_data_that_is_only_scored_on_does_not_mislead(made):
    """Held-out rows are a tenth of the rows, at most 300: what is computed on grows as the rows, not as the bytes."""
    law = memory(made, lambda n: 50e6 + 1700 * n, data=lambda n: 800 * (n + min(300, n // 10)))
    assert law.against == "rows"
    assert law.per_unit.value == pytest.approx(1700, rel=0.01)


def test_the_size_of_the_data_is_taken_where_the_parameter_does_not_tell_it(made):
    law = memory(made, lambda n: 50e6 + 3 * 8 * n * n, data=lambda n: 8 * n * n)
    assert law.against == "data_bytes"
    assert law.data_ratio.value == pytest.approx(3, rel=0.01)


def test_a_matrix_of_all_pairs_is_told_by_its_square(made):
    law = memory(made, lambda n: 50e6 + 8 * n * n, data=lambda n: 800 * n)
    assert (law.form, law.against, law.data_ratio) == ("squared", "rows", None)
    assert law.per_unit.value == pytest.approx(8, rel=0.01)
    assert law.largest.value == pytest.approx(((16e9 - 50e6) / 8) ** 0.5, rel=0.01)


def test_a_square_is_seen_beneath_a_large_base(made):
    """A kernel SVM's peaks, as measured: a line would pass for noise of some per cent, but a square is far nearer."""
    measured = {1000: 200e6, 2000: 206e6, 4000: 229e6, 8000: 316e6}
    assert memory(made, measured.get, rows=tuple(measured), data=lambda n: 621 * n).form == "squared"


def test_memory_that_does_not_grow_sets_no_limit(made):
    law = memory(made, lambda n: 200e6)
    assert law.largest.value == float("inf")
    assert law.largest.low > 8000
    assert law.largest.high is None


def test_memory_that_is_full_before_any_data_fits_nothing(made):
    law = memory(made, lambda n: 310e6 + 1680 * n, memory_limit=100_000_000)
    assert law.limited_by == "case"
    assert (law.largest.value, law.largest.high) == (0.0, 0.0)


def test_the_lowest_limit_counts(made):
    case = made.add({"rows": 1}).cases[0].case
    machine = made.machine
    assert memory_limit(case, machine) == (16 * 10**9, "machine")
    law = memory(made, lambda n: 1e6 + n, machine={"memory_limit_bytes": 2 * 10**9})
    assert (law.limit_bytes, law.limited_by) == (2 * 10**9, "container")


def test_a_launch_without_an_upper_end_makes_all_count_by_their_lower_ends(made):
    made.add({"rows": 500}, peak=310e6 + 1680 * 500, data_bytes=400_000, high=False)
    law = memory(made, lambda n: 310e6 + 1680 * n)
    assert law.peak_end == "low"
    assert law.per_unit.value == pytest.approx(0.9 * 1680, rel=1e-3)


def test_two_sizes_tell_none(made):
    law = memory(made, lambda n: 1e8 + n, rows=(1000, 2000))
    assert (law.form, law.largest) == (None, None)
    assert "measure at least 3" in law.reason


def test_peaks_off_any_line_have_no_law(made):
    law = memory(made, lambda n: 1e9 if n in (1000, 4000) else 1e8)
    assert law.form is None
    assert "straight line" in law.reason


def test_two_parameters_are_one_law_of_the_data(made):
    for samples in (100, 200, 400):
        for features in (10, 20):
            data = 8 * samples * features
            made.add({"samples": samples, "features": features}, peak=1e6 + 3 * data, data_bytes=data)
    law = made.sizes().series[0].memory
    assert law.against == "data_bytes"
    assert law.data_ratio.value == pytest.approx(3, rel=1e-3)


def test_the_extrapolation_starts_where_measuring_ended_and_meets_the_limit_at_the_largest(made):
    wobble = {1000: 1.0003, 2000: 0.9997, 4000: 1.0003, 8000: 0.9997}
    law = memory(made, lambda n: (310e6 + 1680 * n) * wobble[n])
    outer = law.extrapolated
    assert outer[0][0] == pytest.approx(8000)
    assert outer[-1][0] == pytest.approx(law.largest.high)
    assert outer[-1][2] == pytest.approx(law.limit_bytes, rel=1e-3)
    assert all(low <= value <= high for _, value, low, high in outer)


def test_nothing_is_extrapolated_endlessly(made):
    law = memory(made, lambda n: 200e6 + n)
    assert law.extrapolated[-1][0] <= 1e4 * 8000 * 1.001
