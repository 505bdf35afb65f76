from hypothesis import given
from hypothesis import strategies as st

from workbench.telemetry.points import Lane, Points


def rows(points):
    columns = zip(points.at, points.track, points.value, strict=True)
    return [(at, points.tracks[track].series, value) for at, track, value in columns]


def recorded(values):
    points = Points()
    lane = Lane(points, "p")
    for at, value in enumerate(values):
        lane.take(float(at), {"x": value})
    lane.end()
    return rows(points)


def test_a_value_that_stands_still_costs_its_two_ends():
    assert recorded([5, 5, 5, 5, 7, 8, 8]) == [
        (0.0, "x", 5.0),
        (3.0, "x", 5.0),
        (4.0, "x", 7.0),
        (5.0, "x", 8.0),
        (6.0, "x", 8.0),
    ]


def test_one_sample_is_one_point():
    assert recorded([5]) == [(0.0, "x", 5.0)]


def test_series_move_on_their_own_and_may_stay_away():
    points = Points()
    lane = Lane(points, "p", "7 sleep")
    lane.take(0.0, {"x": 1, "y": 1})
    lane.take(1.0, {"x": 1, "y": 2})
    lane.take(2.0, {})
    lane.take(3.0, {"x": 2})
    assert lane.latest == {"x": 2, "y": 2}
    lane.end()
    assert rows(points) == [
        (0.0, "x", 1.0),
        (0.0, "y", 1.0),
        (1.0, "y", 2.0),
        (2.0, "x", 1.0),
        (3.0, "x", 2.0),
        (3.0, "y", 2.0),
    ]
    assert set(points.tracks) == {("p", "x", "7 sleep"), ("p", "y", "7 sleep")}


def test_cleared_points_keep_their_tracks():
    points = Points()
    lane = Lane(points, "p")
    lane.take(0.0, {"x": 1})
    points.clear()
    assert rows(points) == []
    lane.take(1.0, {"x": 2})
    assert rows(points) == [(1.0, "x", 2.0)]


@given(st.lists(st.integers(0, 2), min_size=1))
def test_straight_lines_between_the_points_are_what_was_seen(values):
    points = recorded(values)
    assert len(points) <= len(values)
    assert [at for at, _, _ in points] == sorted({at for at, _, _ in points})
    for at, value in enumerate(values):
        before = [point for point in points if point[0] <= at][-1]
        after = next(point for point in points if point[0] >= at)
        share = 0.0 if after[0] == before[0] else (at - before[0]) / (after[0] - before[0])
        assert before[2] + share * (after[2] - before[2]) == value
