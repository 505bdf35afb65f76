"""Laws of size on the page: their charts, their sentences, and the figures behind them."""

from dataclasses import replace

import pytest

from workbench.model.case import Case
from workbench.model.estimate import Estimate
from workbench.model.sizes import (
    DATA,
    BudgetPoint,
    Crossing,
    MemoryLaw,
    Prediction,
    QualityCurve,
    SizeLevel,
    Sizes,
    SizeSeries,
    TimeLaw,
)
from workbench.reporting.html.page import to_html
from workbench.reporting.html.sizes import MOST_DRAWN

CASE = Case("ridge", {"samples": 1000}, "s.Ridge")


def around(value):
    return Estimate(value, 0.9 * value, 1.1 * value, count=5)


def curve(sizes, slope):
    return tuple((size, slope * size, 0.9 * slope * size, 1.1 * slope * size) for size in sizes)


def series(case=CASE):
    sizes = (1000.0, 2000.0, 4000.0)
    levels = tuple(
        SizeLevel({"samples": size}, (1e-3 * size, 1.02e-3 * size), int(80 * size), (2.1 * 80 * size,))
        for size in sizes
    )
    time = TimeLaw(
        "samples",
        {},
        sizes,
        "n",
        fitting=("n",),
        exponent=around(1.0),
        ten_times=Prediction(40_000.0, around(40.0), True),
        curve=curve(sizes, 1e-3),
        extrapolated=curve((8000.0, 40_000.0), 1e-3),
    )
    memory = MemoryLaw(
        DATA,
        "high",
        16 * 10**9,
        "machine",
        "proportional",
        base_bytes=around(1e7),
        per_unit=around(2.1),
        largest=around(7e9),
        largest_measured=3.2e5,
        curve=curve((8e4, 3.2e5), 2.1),
    )
    return SizeSeries(case, ("samples",), levels, (time,), None, memory)


QUALITY = QualityCurve(
    CASE,
    "max_iter",
    "R²",
    True,
    0.9,
    (BudgetPoint(1, around(0.1), 0.5), BudgetPoint(10, around(0.4), 0.95)),
    BudgetPoint(10, around(0.4), 0.95),
    BudgetPoint(1, around(0.1), 0.5),
)
CROSSING = Crossing(CASE, Case("ridge", {}, "s.Fast"), "samples", {}, "call", (1000.0, 4000.0), around(2500.0))


@pytest.fixture
def page(build, parse):
    def made(sizes):
        return parse(to_html(replace(build.report(), scaling=(), sizes=sizes)))

    return made


def test_time_and_memory_have_a_chart_with_the_law_and_what_lies_beyond(page):
    found = page(Sizes((series(),)))
    assert found.crossed == []
    assert {"Time over samples", "Peak memory over the data"} <= set(found.words)
    kinds = [path["class"] for path in found.all("path") if path["class"].startswith("line")]
    assert kinds == ["line law c0", "line extrapolated c0", "line law c0"]
    assert len(found.all("circle")) == 6 + 3
    assert "Time grows as n with n = samples" in found.text
    assert "Every size measured" in found.text


def test_break_even_and_quality_are_told(page):
    found = page(Sizes((), (CROSSING,), (QUALITY,)))
    assert "s.Fast overtakes s.Ridge from samples" in found.text
    assert "reaches R² ≥ 0.9" in found.text
    assert len(found.all("figure")) == 1


def test_a_law_that_is_not_told_leaves_its_dots(page):
    told = series()
    bare = replace(
        told,
        times=(TimeLaw("samples", {}, (1000.0,), reason="two sizes tell none"),),
        memory=MemoryLaw(DATA, "low", 10**9, "machine", reason="two sizes tell none"),
    )
    found = page(Sizes((bare,)))
    assert len(found.all("circle")) == 6 + 3
    assert not [path for path in found.all("path") if path["class"].startswith("line")]


def test_a_run_without_sizes_has_no_such_section(page):
    assert "#sizes" not in [link["href"] for link in page(Sizes()).all("a")]


def test_many_series_are_drawn_only_so_far(page):
    many = tuple(series(replace(CASE, parameters={"samples": 1000, "seed": seed})) for seed in range(MOST_DRAWN + 5))
    assert len(page(Sizes(many)).all("figure")) == 2 * MOST_DRAWN


def test_names_are_text(page, build):
    hostile = Case(build.hostile, {build.hostile: 1}, build.hostile)
    found = page(Sizes((series(hostile),), (replace(CROSSING, case=hostile),), (replace(QUALITY, case=hostile),)))
    assert not found.all("script")
    assert found.crossed == []
