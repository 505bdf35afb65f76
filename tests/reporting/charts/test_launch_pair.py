"""The chart of the launches on both sides."""

import pytest

from workbench.model.comparison import METRICS
from workbench.reporting.charts.launch_pair import launch_pair_chart

TIME = METRICS[0]


def rows(count, base=0.42, head=0.63):
    return [
        {"side": side, "launch": launch, "value": value}
        for side, value in (("base", base), ("head", head))
        for launch in range(1, count + 1)
    ]


def marks(chart):
    made = chart.to_dict()
    return [made["datasets"][layer["data"]["name"]] for layer in made["layer"]]


def test_a_dot_a_launch_in_the_unit_that_fits_and_a_bar_at_each_median():
    medians, dots = marks(launch_pair_chart(rows(6), TIME, "slower"))
    assert len(dots) == 12
    assert {row["shown"] for row in dots} == {420.0, 630.0}
    assert list(medians) == [{"side": "base", "shown": 420.0}, {"side": "head", "shown": 630.0}]


def test_the_title_says_the_finding_and_the_axis_the_unit():
    made = launch_pair_chart(rows(2), TIME, "index: time 1.50× of base").to_dict()
    assert " ".join(made["title"]["text"]) == "index: time 1.50× of base"
    assert made["layer"][0]["encoding"]["x"]["title"] == "time, ms"


def test_very_many_launches_stay_few_marks():
    assert sum(map(len, marks(launch_pair_chart(rows(30_000), TIME, "")))) <= 10_000


def test_one_side_alone_is_shown_and_none_is_refused():
    medians, dots = marks(launch_pair_chart(rows(3)[:3], TIME, ""))
    assert (len(medians), len(dots)) == (1, 3)
    with pytest.raises(ValueError, match="at least one"):
        launch_pair_chart([], TIME, "")
