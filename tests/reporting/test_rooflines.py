from dataclasses import replace

import altair as alt
import pytest

from workbench.model.case import Case, Resources
from workbench.model.estimate import Estimate
from workbench.model.roofline import RooflinePoint
from workbench.reporting.charts.roofline import roofline_chart, roofline_rows
from workbench.reporting.rooflines import roofline_columns, roofline_lines, sentence, unplaced_sentence
from workbench.reporting.terminal.report import printed, render
from workbench.reporting.terminal.roofline import roofline_block


def point(bound="memory", share=0.71, solver="torch.Ridge", alone=True, device="cuda", **changes):
    case = Case("ridge", {"samples": 10}, solver, resources=Resources(device=device))
    told = {
        "of": "card" if device != "cpu" else "cores",
        "precision": "float32",
        "operations_per_second": 1e12,
        "bytes_per_second": 1.9e12,
        "operations_per_byte": 0.5,
        "ceiling_operations_per_second": 50e12,
        "ceiling_bytes_per_second": 2.7e12,
        **changes,
    }
    reached = Estimate(share, share - 0.02, share + 0.02, count=6)
    return RooflinePoint(case, Estimate(0.1, 0.09, 0.11, count=6), alone, bound, reached, **told)


def test_a_sentence_says_what_binds_how_near_and_in_which_units():
    assert sentence(point()) == (
        "memory-bound at 71 % [69, 73] of what this card copies (1.9 TB/s of 2.7 TB/s), its phase `compute` alone"
    )
    assert sentence(point("compute", 0.43, alone=False, device="cpu")).startswith(
        "compute-bound at 43 % [41, 45] of what these cores can multiply in float32 (1 TFLOP/s of 50 TFLOP/s)"
    )


def test_what_is_far_from_its_roof_is_not_called_bound():
    assert sentence(point(share=0.04)).startswith("far below its roof, so held by something else: 4")


def test_what_is_above_its_roof_is_doubted():
    assert sentence(point(share=1.4)).startswith("above its roof")


def test_the_nearest_comes_first_and_names_are_no_markup():
    lines = list(roofline_lines([point(share=0.2), point(share=0.8, solver="a\x1b[31mb")]))
    assert "80 %" in lines[0][1]
    assert "\x1b" not in lines[0][0]


def test_a_terminal_names_a_dozen_and_counts_the_rest():
    text = printed(roofline_block([point(solver="s.%d" % number) for number in range(20)]), 100, color=False)
    assert "and 8 more" in text
    assert "workbench doctor --ceilings" in text


def test_columns_are_in_base_units():
    columns = roofline_columns([point()])
    assert columns["bytes per second"] == [1.9e12]
    assert columns["share of the roof"] == [0.71]


def test_the_chart_has_a_roof_a_precision_and_place_and_a_mark_a_case():
    chart = roofline_chart([point(), point("compute", 0.5, solver="torch.PCA", operations_per_byte=60.0)])
    assert isinstance(chart, alt.LayerChart)
    datasets = [layer.data.values for layer in chart.layer]
    assert len({row["roof"] for row in datasets[0]}) == 1
    assert datasets[0][1]["most"] == pytest.approx(50e12)
    assert len(datasets[-1]) == 2
    assert roofline_rows([point(operations_per_byte=None)]) == []


def test_cases_on_cards_without_a_distance_are_named_with_the_reason(card_report):
    told = unplaced_sentence(replace(card_report, rooflines=()))
    assert "6 cases on cards" in told
    assert "neither solver nor workload counts" in told
    assert unplaced_sentence(card_report) is None
    unmeasured = replace(card_report, rooflines=(), header=replace(card_report.header, ceilings=None))
    assert "doctor --ceilings" in unplaced_sentence(unmeasured)
    assert "No distance from the roofline" in render(unmeasured, 100)


def test_runs_without_cards_miss_nothing(report):
    assert unplaced_sentence(report) is None
