"""The charts behind which solver, where time goes, COST, and whether it fits."""

from dataclasses import replace

import pytest

from workbench.analysis.cost import cost
from workbench.model.estimate import Estimate
from workbench.reporting import holding
from workbench.reporting.charts.cost import cost_chart, cost_finding, cost_rows
from workbench.reporting.charts.karp_flatt import karp_flatt_chart, serial_finding, serial_rows
from workbench.reporting.charts.memory import memory_chart
from workbench.reporting.charts.pareto import pareto_chart
from workbench.reporting.charts.peaks import MOST_PEAKS, peak_chart
from workbench.reporting.charts.stacked import MOST_BARS, phase_finding, phase_rows, stacked_chart, transfer_finding
from workbench.reporting.trade_offs import memory_trade_off, score_trade_off


def drawn(chart):
    return chart.to_dict()


def rows_of(spec):
    return [row for layer in spec["layer"] for row in spec["datasets"][layer["data"]["name"]]]


def layer_with(spec, field):
    return next(layer for layer in spec["layer"] if field in layer["encoding"])


@pytest.fixture
def flights(report):
    return report.workloads[0]


@pytest.mark.parametrize("trade_off", [score_trade_off, memory_trade_off])
def test_the_front_is_told_by_number_and_fill_and_not_by_colour_alone(flights, trade_off):
    found = trade_off(flights)
    spec = drawn(pareto_chart(found))
    numbers = layer_with(spec, "text")
    assert [row["number"] for row in spec["datasets"][numbers["data"]["name"]]] == [
        str(point.number) for point in found.front
    ]
    marks = layer_with(spec, "shape")["encoding"]
    assert len(set(marks["shape"]["scale"]["range"])) == len(found.groups)
    assert "condition" in marks["fill"]
    assert len(rows_of(spec)) <= 10_000


def test_hover_shows_exact_values(flights):
    told = layer_with(drawn(pareto_chart(score_trade_off(flights))), "shape")["encoding"]["tooltip"]
    assert {"seconds", "value", "case"} <= {each["field"] for each in told}


def test_parts_of_a_call_follow_one_another_and_sum_up(flights):
    cells = [row for row in phase_rows(flights) if row["order"] == 0]
    assert cells[0]["from"] == 0.0
    assert cells[1]["from"] == pytest.approx(cells[0]["seconds"])
    assert sum(row["seconds"] for row in cells) == pytest.approx(0.012 + 0.424)


def test_a_start_up_that_is_longer_than_the_work_is_the_finding(build):
    quick = build.summary(build.case("sklearn.S", "loky", 2), 0.1, 0.7)
    slow = build.summary(build.case("sklearn.T"), 1.0, 0.7)
    assert phase_finding(build.section([slow, quick])).endswith(
        "takes longer to start (810 ms) than to compute (100 ms)"
    )
    assert phase_finding(build.section([slow])) == "Start-up costs no case more than 5 % of a first call"


def test_only_the_best_have_a_bar_and_the_rest_is_said(build):
    rows = [build.summary(build.case(f"sklearn.S[{index}]"), 1.0 + index, 0.7) for index in range(MOST_BARS + 5)]
    spec = drawn(stacked_chart(build.section(rows)))
    assert len({row["order"] for row in rows_of(spec)}) == MOST_BARS
    assert "5 more are in the table" in " ".join(spec["title"]["subtitle"])


def test_cost_names_the_backend_that_beats_one_thread(build):
    serial = build.summary(build.case("sklearn.A"), 1.0, 0.7, speedup_over_serial=Estimate(1.0, 1.0, 1.0, "point"))
    faster = build.summary(
        build.case("sklearn.B", "loky", 4), 0.5, 0.7, speedup_over_serial=Estimate(2.0, 1.9, 2.1, count=6)
    )
    slower = build.summary(
        build.case("sklearn.B", "threading", 2), 1.5, 0.7, speedup_over_serial=Estimate(0.67, 0.6, 0.7, count=6)
    )
    found = cost([serial, faster, slower])
    assert cost_finding(found) == "loky needs 4 cores to beat one good thread"
    assert {row["smallest"] for row in cost_rows(found) if row["system"] == "loky"} == {True}
    spec = drawn(cost_chart(found))
    assert any(layer["mark"].get("strokeDash") for layer in spec["layer"]), "the serial line is dashed"
    assert cost_finding(cost([serial, slower])) == "No backend measured beats one good thread"


def test_a_peak_is_drawn_from_its_low_to_its_high_end_beside_the_memory(flights, report):
    found = holding.peaks(flights, report.header.machine)
    spec = drawn(peak_chart(found))
    bars = spec["datasets"][spec["layer"][0]["data"]["name"]]
    assert {(row["low"], row["end"]) for row in bars} == {(312e6, 341e6), (812e6, 812e6)}
    assert any("16.5 GB" in str(row.get("told")) for row in rows_of(spec))
    assert len({row["order"] for row in bars}) <= MOST_PEAKS


def test_the_serial_fraction_is_told_with_its_interval_and_the_truth_where_it_is_known(report):
    assert serial_finding(report.scaling) == "waiting on threading: serial fraction 0.049 [0.046, 0.052]"
    spec = drawn(karp_flatt_chart(report.scaling))
    assert [row["workers"] for row in serial_rows(report.scaling)] == [2, 4, 8]
    assert {"value": 0.05} in rows_of(spec)


def test_launches_that_tell_nothing_are_no_finding(report, build):
    few = replace(report.scaling[0], scaling=build.scaling(counts=(1, 2)))
    wide = replace(few.scaling.karp_flatt[0], serial_fraction=Estimate(0.5, -0.3, 2731.0, count=2))
    few = replace(few, scaling=replace(few.scaling, karp_flatt=(wide,)))
    assert serial_finding([few]).endswith("these launches don't tell the serial fraction")


@pytest.mark.parametrize("made", [lambda: karp_flatt_chart([]), lambda: memory_chart([]), lambda: peak_chart([])])
def test_nothing_to_draw_is_an_error_that_says_so(made):
    with pytest.raises(ValueError, match="needs at least one"):
        made()


def test_a_call_alone_tells_transfers_from_computing(build, card_report):
    section = card_report.workloads[-1]
    cells = phase_rows(section, once=False)
    assert {row["key"] for row in cells} == {"transfer_in", "compute", "transfer_out"}
    assert {row["case"].partition(" ")[0] for row in cells} == {"torch.Ridge[direct]", "jax.Ridge[direct]"}
    assert {row["key"] for row in phase_rows(section)} >= {"compile", "load", "work"}
    assert "moves data for 114 ms of a call of 127 ms" in transfer_finding(section)
    spec = drawn(stacked_chart(section, once=False))
    assert "moves data for" in str(spec["title"])
    assert phase_rows(build.section(build.flights_rows()), once=False) == []
