from workbench.reporting.html.plot import HEIGHT, WIDTH, Axis, Dots, Line, Plot, Ribbon, Whiskers, draw
from workbench.reporting.html.scale import Scale

AXIS = Axis("workers", Scale(1.0, 8.0, True), [1.0, 2.0, 4.0, 8.0], "{:g}".format)
SECONDS = Axis("time", Scale(0.0, 10.0), [0.0, 5.0, 10.0], "{:g} s".format)


def plot(*layers):
    return Plot("k", "Time <by> workers", "What is said.", AXIS, SECONDS, layers)


def test_it_is_read_aloud_by_title_and_description(parse):
    page = parse(draw(plot()))
    (svg,) = page.all("svg")
    assert svg["role"] == "img"
    assert svg["aria-labelledby"].split() == ["k-title", "k-told"]
    assert [each["id"] for each in (*page.all("title"), *page.all("desc"))] == ["k-title", "k-told"]
    assert "Time <by> workers" in page.text


def test_every_tick_is_written(parse):
    assert {"1", "2", "4", "8", "0 s", "5 s", "10 s", "workers"} <= set(parse(draw(plot())).words)


def test_a_dot_lies_where_its_axes_say_and_tells_the_pointer(parse):
    page = parse(draw(plot(Dots([(1.0, 0.0, "low"), (8.0, 10.0, "high")], "c0"))))
    low, high = page.all("circle")
    assert float(low["cx"]) < float(high["cx"]) <= WIDTH
    assert HEIGHT > float(low["cy"]) > float(high["cy"]) > 0
    assert {"low", "high"} <= set(page.words)


def test_shapes_tell_series_apart_without_colour(parse):
    drawn = {parse(draw(plot(Dots([(2.0, 5.0, "")], "c0", shape)))).elements[-2][1].get("d") for shape in range(6)}
    assert len(drawn) == 6


def test_lines_ribbons_and_whiskers_are_one_path_each(parse):
    layers = (
        Line([(1.0, 9.0), (8.0, 2.0)], "c0", "law"),
        Ribbon([(1.0, 8.0, 10.0), (8.0, 1.0, 3.0)], "c0", "law"),
        Whiskers([(1.0, 8.0, 10.0), (8.0, 1.0, 3.0)], "c0"),
    )
    assert [path["class"] for path in parse(draw(plot(*layers))).all("path")] == [
        "line law c0",
        "ribbon law c0",
        "whisker c0",
    ]


def test_what_lies_outside_stays_near_and_is_clipped(parse):
    (path,) = parse(draw(plot(Line([(1.0, 1e300), (8.0, -1e300)], "c0", "law")))).all("path")
    numbers = [float(part) for part in path["d"].replace("M", " ").replace("L", " ").split()]
    assert max(map(abs, numbers)) < 1000
