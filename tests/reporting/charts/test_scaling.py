from dataclasses import replace

import pytest

from workbench.model.scaling import Level, Scaling
from workbench.reporting.charts.scaling import finding, scaling_chart
from workbench.reporting.charts.theme import PALETTE, SHAPES
from workbench.reporting.series import MEASURES


def marks(spec):
    return sum(len(spec["datasets"][layer["data"]["name"]]) for layer in spec["layer"])


@pytest.mark.parametrize("measure", MEASURES)
def test_title_says_the_finding_and_axes_name_their_units(report, measure):
    spec = scaling_chart(report.scaling, measure).to_dict()
    assert "waiting on threading" in " ".join(spec["title"]["text"])
    titles = {layer["encoding"]["y"]["title"] for layer in spec["layer"]}
    assert titles == {f"{MEASURES[measure].title}, {MEASURES[measure].unit}"}


def test_a_chart_stays_below_ten_thousand_marks(report):
    levels = tuple(Level(count, tuple(1.0 + index / 1e6 for index in range(30_000))) for count in (1, 2, 4, 8))
    big = replace(report.scaling[0], scaling=replace(report.scaling[0].scaling, levels=levels))
    assert marks(scaling_chart([big]).to_dict()) <= 10_000


def test_series_differ_in_shape_and_not_in_colour_alone(report):
    both = [report.scaling[0], replace(report.scaling[0], title="another")]
    dots = scaling_chart(both).to_dict()["layer"][-1]["encoding"]
    assert dots["shape"]["scale"]["range"] == list(SHAPES[:2])
    assert dots["color"]["scale"]["range"] == list(PALETTE[:2])


def test_a_series_can_not_hide_another_nor_the_plot_its_legend(report):
    both = [report.scaling[0], replace(report.scaling[0], title="another")]
    dots = scaling_chart(both).to_dict()["layer"][-1]
    assert dots["mark"]["filled"] is False
    assert dots["encoding"]["color"]["legend"]["orient"] == "top"


def test_extrapolation_and_ideal_are_drawn_differently(report):
    lines = [layer for layer in scaling_chart(report.scaling).to_dict()["layer"] if "strokeDash" in layer["encoding"]]
    scale = lines[0]["encoding"]["strokeDash"]["scale"]
    assert scale["domain"] == ["fitted law", "extrapolation", "ideal"]
    assert len({tuple(dash) for dash in scale["range"]}) == 3


def test_two_levels_draw_dots_without_a_law(report, build):
    section = replace(report.scaling[0], scaling=build.scaling(counts=(1, 2)))
    spec = scaling_chart([section]).to_dict()
    assert "no law" in " ".join(spec["title"]["subtitle"])
    assert "extrapolation" not in str(spec["layer"][1]["encoding"]["strokeDash"])


def test_a_loss_is_the_finding(report):
    section = replace(report.scaling[0], scaling=Scaling((Level(1, (1.0,) * 4), Level(2, (2.0,) * 4))))
    assert finding([section], MEASURES["seconds"]).endswith("more workers don't help")


def test_what_launches_leave_open_is_no_finding(report):
    section = replace(report.scaling[0], scaling=Scaling((Level(1, (1.0,)), Level(2, (2.0,)))))
    assert finding([section], MEASURES["seconds"]).endswith("whether more workers help can't be told")


def test_no_series_is_an_error_that_says_so():
    with pytest.raises(ValueError, match="at least one series"):
        scaling_chart([])


def test_where_work_grows_the_finding_says_how_much_was_done(build):
    weak = replace(build.scaling(), experiment="weak", laws={}, selected=None, karp_flatt=())
    section = replace(build.report().scaling[0], scaling=weak)
    told = finding([section], MEASURES["efficiency"])
    assert told.endswith("efficiency for 8 times the work")
