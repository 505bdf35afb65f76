import json

import pytest

from workbench.model.comparison import METRICS, Comparison, Comparisons, Metric, Settings
from workbench.model.estimate import Estimate
from workbench.model.finding import Finding
from workbench.reporting.comparing import MOST_ROWS, render_comparisons
from workbench.reporting.comparing_json import comparisons_to_json
from workbench.reporting.telling_comparisons import answer

TIME, MEMORY = METRICS[:2]
HOSTILE = "\x1b]0;title\x07 [bold]x[/bold] \u202egnp"


def pair(verdict="slower", case="ridge: loky · 2 workers", ratio=1.1, metric=TIME, **others):
    estimate = Estimate(ratio, ratio * 0.97, ratio * 1.03, "interval", 0.99, 6)
    return Comparison(case, metric, verdict, 1.0, ratio, estimate, 0.001, **others)


def comparisons(*pairs, **others):
    return Comparisons(pairs[0].verdict, pairs, base="a.csv", head="b.csv", **others)


def test_the_worst_is_named_first_in_one_sentence():
    told = render_comparisons(comparisons(pair(), pair("same", "other", 1.0)), 100)
    assert told.split("\n")[1] == (
        "HEAD is slower: ridge: loky · 2 workers, time 1.10× [1.07, 1.13] of BASE (1 slower, 1 same)."
    )


@pytest.mark.parametrize(
    ("verdict", "begins"),
    [
        ("same", "Nothing changed by 2.0 % or more"),
        ("undecided", "Nothing is known to be worse, but not all is decided"),
        ("incomparable", "Not comparable: another machine"),
        ("faster", "Nothing is worse; HEAD is faster"),
        ("better", "Nothing is worse; HEAD is better"),
        ("worse", "HEAD is worse"),
    ],
)
def test_every_verdict_has_its_sentence(verdict, begins):
    assert answer(comparisons(pair(verdict, reason="another machine"))).startswith(begins)


def test_units_reasons_and_the_level_are_shown():
    found = comparisons(
        pair("undecided", metric=MEMORY, reason="drift alone could do it"),
        findings=(Finding("warning", "drift", "They drift.", "Launch in turn."),),
        settings=Settings(confidence=0.95),
    )
    told = " ".join(render_comparisons(found, 100).split())
    assert "1 comparison: drift alone could do it." in told
    assert "95 % interval" in told
    assert "false discoveries held to 5 % among 1 test (Benjamini-Hochberg)" in told
    assert "! warning They drift." in told


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_it_fits_its_terminal_and_obeys_no_name(width):
    found = comparisons(*(pair(case=f"{HOSTILE} {'long ' * 20}{index}") for index in range(3)))
    told = render_comparisons(found, width)
    assert max(map(len, told.split("\n"))) <= width
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[bold]" in told


def test_counts_are_told_their_own_gate():
    count = Metric("instructions", "instructions (callgrind)", "", tells_speed=True)
    told = " ".join(render_comparisons(comparisons(pair("slower", metric=count)), 100).split())
    assert "Of instructions 0.1 % counts" in told
    assert "Of instructions" not in render_comparisons(comparisons(pair("slower")), 100)


def test_colour_only_where_asked():
    assert "\x1b[" in render_comparisons(comparisons(pair()), 80, True)
    assert "\x1b[" not in render_comparisons(comparisons(pair()), 80)


def test_thousands_are_cut_and_counted():
    told = render_comparisons(comparisons(pair(), *(pair("same", f"case {at}", 1.0) for at in range(5000))), 100)
    assert len(told.split("\n")) < MOST_ROWS + 20
    assert "and 4,941 more" in told


def test_what_is_not_shown_may_be_worse_and_then_is_not_denied():
    told = render_comparisons(comparisons(*(pair(case=f"case {at}") for at in range(MOST_ROWS + 5))), 100)
    assert "5 more, 5 of them slower or worse" in told


def test_json_has_the_promised_shape_and_no_infinity():
    found = comparisons(
        pair(),
        Comparison("x", MEMORY, "undecided", 1.0, 2.0, Estimate(2.0, 0.0, float("inf"))),
        Comparison("y", METRICS[3], "incomparable", reason="nan"),
        findings=(Finding("info", "suites", "Other suites."),),
    )
    told = json.loads(comparisons_to_json(found))
    assert told["verdict"] == "slower"
    first, second, third = told["comparisons"]
    assert {"case", "metric", "base", "head", "ratio", "verdict"} <= set(first)
    assert {name: first["ratio"][name] for name in ("estimate", "low", "high")} == {
        "estimate": 1.1,
        "low": pytest.approx(1.067),
        "high": pytest.approx(1.133),
    }
    assert second["ratio"]["high"] is None
    assert third["ratio"] is None
    assert told["findings"][0]["code"] == "suites"
