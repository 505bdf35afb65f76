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
