"""Charts of a trial over time."""

import pytest

from workbench.model.case import Case, Resources
from workbench.model.run import Machine
from workbench.model.trial import OK, MemoryPeak, Phase, TrialRecord
from workbench.reporting.charts.telemetry import panel_chart, phase_chart
from workbench.reporting.telemetry.drawing import Drawing, Shown, band_rows, span_seconds
from workbench.reporting.telemetry.limits import Limit
from workbench.reporting.telemetry.panels import PANELS
from workbench.reporting.telemetry.seeing import Seen

pytest.importorskip("altair")

PANEL = {panel.key: panel for panel in PANELS}


@pytest.fixture
def shown():
    phases = (Phase("setup", 0, 1), Phase("measure", 1, 3))
    memory = MemoryPeak(1, "pss_sampled", 2, "vmhwm")
    trial = TrialRecord("c-1", "c", 1, OK, 0.0, 3.0, (2.0,), phases=phases, memory=memory)
    machine = Machine("m", "Linux", "6", "CPU", 2, 2, 16)
    return [Shown(name, Seen(trial, Case("w", resources=Resources()), machine, 0.1)) for name in ("A", "B")]


def row(trial, series, at, value):
    return {"trial": trial, "series": series, "stretch": 0, "at_seconds": at, "value": value, "told": "x"}


def drawing(key, trials="A"):
    names = [curve.name for curve in PANEL[key].curves]
    return Drawing(PANEL[key], [row(t, name, at, 1.0) for t in trials for name in names for at in (0, 1)], [], [])


def specs(chart):
    return chart.to_dict()["layer"]


@pytest.mark.parametrize("key", list(PANEL))
@pytest.mark.parametrize("trials", ["A", "AB"])
def test_every_panel_is_a_valid_chart_with_its_finding_and_units(shown, key, trials):
    chart = panel_chart(drawing(key, trials), "the finding", "how", band_rows(shown), (0.0, 3.0), "launch")
    spec = chart.to_dict()
    assert spec["title"]["text"] == ["the finding"]
    axes = [layer["encoding"]["y"]["title"] for layer in spec["layer"] if "y" in layer["encoding"]]
    assert PANEL[key].axis in axes


def test_a_curve_is_never_told_by_colour_alone(shown):
    for trials in ("A", "AB"):
        spec = panel_chart(drawing("cpu", trials), "f", "", [], (0.0, 3.0), "launch")
        (line,) = [layer for layer in specs(spec) if layer["mark"].get("type") == "line"]
        dashes = line["encoding"]["strokeDash"]["scale"]["range"]
        assert len({tuple(dash) for dash in dashes}) == 3
        widths = line["encoding"]["strokeWidth"]["scale"]["range"]
        assert len(set(widths)) == len(trials)


def test_all_panels_have_the_same_time_axis_and_begin_at_the_same_place(shown):
    axes = set()
    for key in PANEL:
        for layer in specs(panel_chart(drawing(key), "f", "", band_rows(shown), (-1.0, 3.0), "measure")):
            if "scale" in layer["encoding"].get("x", {}):
                axes.add(tuple(layer["encoding"]["x"]["scale"]["domain"]))
            if layer["mark"].get("type") == "line":
                assert layer["encoding"]["y"]["axis"]["minExtent"] == layer["encoding"]["y"]["axis"]["maxExtent"]
    assert axes == {(-1.0, 3.0)}


def test_a_near_limit_is_a_line_and_a_far_one_would_press_the_curves_down(shown):
    def rules(limit):
        chart = panel_chart(drawing("cpu"), "f", "", [], (0.0, 3.0), "launch", [Limit(limit, "cores")])
        return [layer for layer in specs(chart) if layer["mark"].get("type") == "rule"]

    assert len(rules(2.0)) == 1
    assert rules(200.0) == []


def test_the_strip_has_a_lane_a_trial_and_writes_on_what_is_wide_enough(shown):
    rows = band_rows([*shown, Shown("C", shown[0].trial, 1.0)])
    chart = phase_chart(rows, span_seconds(shown), "launch")
    bars, names = (each.data.values for each in chart.layer)
    assert len(bars) == 6
    assert {each["name"] for each in names} == {"setup", "measure"}
