"""What fits on a card: the law of its peaks against the memory that NVML says it has."""

import dataclasses

import pytest

ROWS = (10_000, 20_000, 40_000, 80_000)
CARD = 80e9
TOTALS = {"gpu_memory_total_bytes[0]": CARD}


@pytest.fixture
def on_card(made):
    """The series of one solver on a card whose launches told these figures and totals, by size."""

    def measured(figures=lambda rows: {}, totals=lambda rows: TOTALS, device="cuda"):
        for rows in ROWS:
            made.add({"rows": rows}, data_bytes=800 * rows, device=device)
        sizes = {planned.case.id: planned.case.parameters["rows"] for planned in made.cases}
        made.trials = [
            dataclasses.replace(trial, figures=figures(sizes[trial.case_id]), totals=totals(sizes[trial.case_id]))
            for trial in made.trials
        ]
        (series,) = made.sizes().series
        return series

    return measured


def held(rows):
    return {**TOTALS, "gpu_tree_memory_bytes[0]": 5e8 + 3000.0 * rows}


def test_the_largest_data_that_fit_on_the_card_by_the_librarys_own_count(on_card):
    law = on_card(lambda rows: {"device_memory_bytes": (2400.0 * rows, 2000.0 * rows)}).card_memory
    assert (law.limit_bytes, law.limited_by, law.peak_end) == (80 * 10**9, "card", "allocator")
    assert law.data_ratio.value == pytest.approx(3.0, rel=1e-3)
    assert law.largest.low <= CARD / 2400 <= law.largest.high


def test_where_no_library_counts_nvml_does(on_card):
    series = on_card(totals=held)
    assert series.card_memory.peak_end == "nvml"
    assert series.card_memory.base_bytes.value == pytest.approx(5e8, rel=0.01)
    assert series.levels[0].card_peak_bytes[0] == 5e8 + 3e7


def test_the_librarys_count_goes_before_nvmls(on_card):
    law = on_card(lambda rows: {"device_memory_bytes": (2400.0 * rows,)}, totals=held).card_memory
    assert law.peak_end == "allocator"


def test_a_card_whose_memory_nobody_told_bounds_nothing(on_card):
    series = on_card(lambda rows: {"device_memory_bytes": (2400.0 * rows,)}, totals=lambda rows: {})
    assert series.card_memory is None
    assert series.levels[0].card_peak_bytes


def test_work_on_cpus_has_no_such_law(on_card):
    series = on_card(totals=lambda rows: {**TOTALS, "gpu_tree_memory_bytes[0]": 0.0}, device="cpu")
    assert series.card_memory is None
    assert series.levels[0].card_peak_bytes == ()


def test_of_several_cards_the_smallest_bounds(on_card):
    totals = {"gpu_memory_total_bytes[0]": 80e9, "gpu_memory_total_bytes[1]": 40e9}
    law = on_card(
        lambda rows: {"device_memory_bytes": (2400.0 * rows,)}, totals=lambda rows: totals, device="cuda:0,1"
    ).card_memory
    assert law.limit_bytes == 40 * 10**9


def test_peaks_that_do_not_grow_set_no_limit(on_card):
    law = on_card(lambda rows: {"device_memory_bytes": (1e9,)}).card_memory
    assert law.largest.value == float("inf")
