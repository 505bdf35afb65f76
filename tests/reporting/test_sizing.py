from dataclasses import replace

import pytest

from workbench.model.case import Case, Resources
from workbench.model.estimate import Estimate
from workbench.model.sizes import (
    BudgetPoint,
    Crossing,
    MemoryLaw,
    Prediction,
    ProductLaw,
    QualityCurve,
    SizeLevel,
    SizeSeries,
    TimeLaw,
)
from workbench.reporting.sizing import crossing_sentence, curve_sentence, series_sentences

SERIAL = Case("ridge", {"samples": 1000}, "sklearn.Ridge[saga]")
LOKY = replace(SERIAL, backend="loky", resources=Resources(workers=2))
SIZES = (1000.0, 2000.0, 4000.0, 8000.0, 16_000.0)
LEVELS = tuple(SizeLevel({"samples": size}, (size / 1e3,), int(800 * size), (3e8,)) for size in SIZES)
TIME = TimeLaw(
    "samples",
    {},
    SIZES,
    "n",
    fitting=("n", "n log n"),
    exponent=Estimate(1.02, 0.95, 1.11),
    fixed_seconds=Estimate(0.5, 0.3, 0.8),
    ten_times=Prediction(160_000, Estimate(160.0, 120.0, 230.0), True),
)
MEMORY = MemoryLaw(
    "samples",
    "high",
    16 * 10**9,
    "container",
    "proportional",
    base_bytes=Estimate(310e6, 305e6, 315e6),
    per_unit=Estimate(1680, 1660, 1700),
    data_ratio=Estimate(2.1, 2.07, 2.13),
    largest=Estimate(9_300_000, 9_200_000, 9_450_000),
    largest_measured=16_000,
)


def told(**changes):
    series = SizeSeries(SERIAL, ("samples",), LEVELS, **{"times": (TIME,), "memory": MEMORY, **changes})
    return " ".join(series_sentences(series))


def test_time_names_the_form_its_doubt_and_that_it_extrapolates():
    text = told(memory=None)
    assert "grows as n with n = samples, exponent 1.02 [0.95, 1.11], fixed part 500 ms [300, 800]" in text
    assert "n log n can't be ruled out" in text
    assert "Extrapolated to ten times the largest: samples = 160,000 would take 160 s [120, 230]." in text


def test_memory_is_a_multiple_of_the_data_and_names_its_limit():
    text = told(times=())
    assert "2.10× [2.07, 2.13] the data (1.68 kB [1.66, 1.70] × samples) + 310 MB [305, 315]." in text
    assert "fits in 16.0 GB (the container's limit) is samples = 9.30 million [9.20, 9.45]" in text
    assert "about 7.44 GB of data, extrapolated from samples = 16,000 at most" in text


def test_lower_ends_are_said_to_be_no_more_than_that():
    assert "it may be more" in told(times=(), memory=replace(MEMORY, peak_end="low"))


def test_memory_that_does_not_grow():
    text = told(times=(), memory=replace(MEMORY, largest=Estimate(float("inf"), 5e6, None)))
    assert "Nothing shows that it grows with the data: samples = 5.00 million fits in 16.0 GB" in text


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        (
            TimeLaw("samples", {}, SIZES[:2], reason="two sizes tell no law"),
            "Time over samples: two sizes tell no law.",
        ),
        (replace(TIME, selected="constant"), "Time doesn't depend on samples"),
        (replace(TIME, held={"features": 20.0}), "n = samples (at features = 20)"),
        (replace(TIME, fixed_seconds=None), "a fixed part, if there is one, isn't told apart"),
        (
            replace(TIME, ten_times=Prediction(160_000, Estimate(160.0, 1.0, 9000.0), True)),
            "too near one another to tell what samples = 160,000 would take",
        ),
    ],
)
def test_what_can_not_be_said_is_not_said(law, expected):
    assert expected in told(times=(law,), memory=None)


def test_products():
    ten = {"n": Prediction(1e4, Estimate(10.0, 8.0, 12.0), True)}
    law = ProductLaw({"n": Estimate(1.0, 0.9, 1.1), "f": Estimate(2.0, 1.9, 2.1)}, ten)
    text = told(times=(), memory=None, product=law)
    assert "n^1.00 [0.90, 1.10] · f^2.00 [1.90, 2.10]" in text
    assert "extrapolated: n = 10,000 would take 10.0 s [8.0, 12.0]" in text
    assert told(times=(), memory=None, product=ProductLaw({}, {}, "no product fits")) == "No product fits."


def test_crossings():
    found = Crossing(SERIAL, LOKY, "samples", {}, "with_start_up", (1e3, 2e4), Estimate(8000, 6000, None))
    text = crossing_sentence(found)
    assert "on loky with 2 workers overtakes sklearn.Ridge[saga] from samples = 8,000 [6,000, ∞] on, start-up" in text
    unsure = crossing_sentence(replace(found, size=Estimate(8000)))
    assert "may overtake" in unsure
    assert "noise leaves it open" in unsure
    none = crossing_sentence(replace(found, size=None, reason="none within what was measured"))
    assert none.endswith("start-up and one call: none within what was measured (samples from 1,000 to 20,000).")


def test_curves():
    points = tuple(BudgetPoint(budget, Estimate(budget / 10, budget / 11, budget / 9), 0.9) for budget in (10, 20))
    curve = QualityCurve(SERIAL, "max_iter", "R²", True, 0.89, points, points[1], points[0])
    assert "reaches R² ≥ 0.890 with max_iter = 20, in 2.00 s [1.82, 2.22]; max_iter = 10" in curve_sentence(curve)
    assert "falls short" in curve_sentence(curve)
    assert "may take less" in curve_sentence(replace(curve, reached=points[0], short_of=None))
    assert "is not reached within max_iter" in curve_sentence(replace(curve, reached=None))


def test_names_from_files_steer_nothing(build):
    hostile = replace(TIME, parameter=build.hostile, held={build.hostile: 1.0})
    text = told(times=(hostile,), memory=replace(MEMORY, against=build.hostile))
    assert "\x1b" not in text
    assert "\u202e" not in text
