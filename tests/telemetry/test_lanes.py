from types import SimpleNamespace

from workbench.telemetry.lanes import Lanes
from workbench.telemetry.points import Points


def rows(points):
    columns = zip(points.at, points.track, points.value, strict=True)
    return [(at, *points.tracks[track], value) for at, track, value in columns]


def test_every_line_ends_with_the_watch_and_a_processs_with_its_end():
    points = Points()
    lanes = Lanes(points, ["p", "q"])
    for at in (0.0, 1.0):
        lanes.take(at, "p", {"x": 3})
        lanes.take_processes(at, "p", {7: {"x": 1}, 8: {"x": 2}}, {7: "7 a", 8: "8 b"}.get)
    lanes.forget([SimpleNamespace(pid=7), SimpleNamespace(pid=99)])
    assert rows(points)[3:] == [(1.0, "p", "x", "7 a", 1.0)]
    lanes.end()
    assert rows(points)[4:] == [(1.0, "p", "x", "", 3.0), (1.0, "p", "x", "8 b", 2.0)]


def test_a_process_that_takes_another_name_begins_another_line():
    points, name = Points(), {7: "7 python"}
    lanes = Lanes(points, ["p"])
    for at, value in ((0.0, 1), (1.0, 1), (2.0, 2), (3.0, 2)):
        lanes.take_processes(at, "p", {7: {"x": value}}, name.get)
        name[7] = "7 sleep"
    lanes.end()
    assert rows(points) == [
        (0.0, "p", "x", "7 python", 1.0),
        (1.0, "p", "x", "7 python", 1.0),
        (2.0, "p", "x", "7 sleep", 2.0),
        (3.0, "p", "x", "7 sleep", 2.0),
    ]


def test_the_latest_are_the_trees():
    lanes = Lanes(Points(), ["p", "q"])
    lanes.take(0.0, "p", {"x": 3, "y[eth0]": 4})
    lanes.take(1.0, "p", {"x": 5})
    lanes.take_processes(1.0, "p", {7: {"x": 1}}, str)
    assert lanes.latest("p") == {"x": 5, "y[eth0]": 4}
    assert lanes.all_latest() == {"p.x": 5, "p.y[eth0]": 4}


def test_gaps_are_events():
    points = Points()
    lanes = Lanes(points, [])
    for at, seconds in ((3.0, 2.0), (9.0, 2.0)):
        lanes.take_gap(at, seconds)
    lanes.end()
    assert rows(points) == [(3.0, "sampler", "gap_seconds", "", 2.0), (9.0, "sampler", "gap_seconds", "", 2.0)]
