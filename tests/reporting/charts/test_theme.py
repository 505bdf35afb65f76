import json

import altair as alt

from workbench.reporting.charts import theme


def test_a_long_finding_is_broken_into_lines_that_fit_a_phone():
    lines = theme.title("finding " * 40, "how to read it " * 20).to_dict()
    assert max(map(len, lines["text"])) <= theme.TITLE_WIDTH
    assert max(map(len, lines["subtitle"])) <= theme.SUBTITLE_WIDTH


def test_colours_and_shapes_come_round_again_beyond_the_sixth():
    names = [f"series {index}" for index in range(8)]
    assert len(theme.color_scale(names).to_dict()["range"]) == len(theme.shape_scale(names).to_dict()["range"]) == 8


def test_one_name_needs_no_legend():
    assert theme.legend(["alone"]) is None
    assert theme.legend_height(["alone"]) == 0
    assert theme.legend_height(["one", "another"]) > 0


def test_titles_are_broken_where_the_plot_ends_and_on_a_phone_as_before():
    finding, how = "finding " * 12, "how to read it " * 8
    spec = theme.savable(layered_chart(title=theme.title(finding, how)))
    narrow = theme.title(finding, how).to_dict()
    for name in ("text", "subtitle"):
        expression = spec["title"][name]["expr"]
        assert expression.startswith("width >= ")
        assert expression.endswith(json.dumps(narrow[name]))
        assert json.dumps([" ".join(narrow[name])]) in expression
    assert spec["usermeta"] == {"embedOptions": {"renderer": "svg"}}


def test_a_short_title_stays_as_it_is():
    assert theme.savable(layered_chart(title=theme.title("short", "how")))["title"]["text"] == ["short"]


def contrast(one, other):
    """WCAG 2's contrast ratio of two colours `#rrggbb`."""

    def luminance(color):
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_grey_letters_are_read_on_white():
    assert contrast(theme.GREY, "#ffffff") >= 4.5


def layered_chart(**properties):
    line = alt.Chart(theme.rows([{"x": 1}])).mark_point().encode(x="x:Q")
    return theme.layered([line]).properties(**properties)
