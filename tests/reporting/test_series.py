import math
from dataclasses import replace

import pytest

from workbench.model.report import ScalingSection
from workbench.model.scaling import LawFit, Level, Scaling
from workbench.reporting.series import (
    MAX_LAUNCH_MARKS,
    MEASURES,
    base_of,
    curve_rows,
    ideal_rows,
    label,
    launch_rows,
    level_columns,
)


@pytest.fixture
def section(report):
    return report.scaling[0]


def test_a_row_a_launch_in_the_measure_asked_for(section):
    assert len(launch_rows([section], MEASURES["seconds"])) == 24
    at_8 = [row["value"] for row in launch_rows([section], MEASURES["speedup"]) if row["workers"] == 8]
    assert all(5.8 < value < 6.1 for value in at_8)
    at_8 = [row["value"] for row in launch_rows([section], MEASURES["efficiency"]) if row["workers"] == 8]
    assert all(0.72 < value < 0.77 for value in at_8)


def test_many_launches_are_thinned_evenly_with_both_ends_kept(section):
    seconds = tuple(1.0 + index / 1e6 for index in range(100_000))
    levels = (Level(1, seconds), Level(2, seconds))
    rows = launch_rows([replace(section, scaling=Scaling(levels))], MEASURES["seconds"])
    assert len(rows) <= MAX_LAUNCH_MARKS
    values = [row["value"] for row in rows if row["workers"] == 1]
    assert (min(values), max(values)) == (seconds[0], seconds[-1])


def test_a_curve_has_its_ribbon_the_right_way_up_and_marks_extrapolation(section):
    for measure in MEASURES.values():
        rows = curve_rows([section], measure)
        assert all(row["low"] <= row["value"] <= row["high"] for row in rows)
        assert {row["line"] for row in rows} == {"fitted law", "extrapolation"}
        assert all(row["workers"] >= 8 for row in rows if row["line"] == "extrapolation")


def test_an_end_that_data_do_not_bound_has_no_ribbon(section):
    law = LawFit("amdahl", {}, curve=((1.0, 2.0, 0.0, math.inf), (2.0, 1.0, 0.9, 1.1)))
    scaling = replace(section.scaling, laws={"amdahl": law})
    rows = curve_rows([replace(section, scaling=scaling)], MEASURES["speedup"])
    assert rows[0]["low"] is None
    assert rows[1]["low"] is not None


def test_without_a_trusted_law_there_is_no_curve(section, build):
    assert curve_rows([replace(section, scaling=build.scaling(counts=(1, 2)))], MEASURES["seconds"]) == []


def test_the_ideal_is_linear(section):
    assert [row["value"] for row in ideal_rows([section], MEASURES["speedup"])] == pytest.approx([1.0, 8.0])
    assert [row["value"] for row in ideal_rows([section], MEASURES["efficiency"])] == pytest.approx([1.0, 1.0])


def test_levels_as_a_table(section):
    columns = level_columns(section.scaling)
    assert columns["workers"] == [1, 2, 4, 8]
    assert columns["speed-up, ×"][0] == 1.0
    assert columns["Karp-Flatt serial fraction"] == ["", *["0.050 [0.044, 0.056]"] * 3]


def test_a_label_is_short_and_still_tells_series_apart(section, build):
    one = replace(section, title="x" * 300)
    other = ScalingSection("x" * 300, build.waiting_case(2), section.scaling)
    assert len(label(one)) <= 64
    assert label(one) != label(other)


def test_where_work_grows_the_ideal_time_stays_and_speed_up_counts_the_work(build):
    scaling = replace(build.scaling(), experiment="weak", laws={}, selected=None)
    base = base_of(scaling)
    assert base.grows
    seconds, speedup, efficiency = (MEASURES[key] for key in ("seconds", "speedup", "efficiency"))
    assert seconds.ideal(8, base) == pytest.approx(base.seconds)
    assert speedup.ideal(8, base) == pytest.approx(8.0)
    assert speedup.value(2 * base.seconds, 8, base) == pytest.approx(4.0)
    assert efficiency.value(2 * base.seconds, 8, base) == pytest.approx(0.5)
    assert "scaled speed-up, ×" in level_columns(scaling)
