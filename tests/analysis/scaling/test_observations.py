import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.scaling.observations import levels_of
from workbench.errors import DataError
from workbench.model.scaling import Level


def test_rows_of_any_order_become_levels():
    assert levels_of([4, 1, 4], [2.0, 8.0, 3.0]) == (Level(1, (8.0,)), Level(4, (2.0, 3.0)))


def test_repeats_of_a_launch_count_once_with_their_median():
    levels = levels_of([1, 1, 1, 2, 2, 1], [5.0, 7.0, 6.0, 3.0, 5.0, 9.0], ["a", "a", "a", "a", "a", "b"])
    assert levels == (Level(1, (6.0, 9.0)), Level(2, (4.0,)))


@pytest.mark.parametrize(
    ("workers", "seconds", "said"),
    [
        ([], [], "no measurements"),
        ([1, 2], [1.0], "2 values of workers, but 1 of seconds"),
        ([1, 2], [1.0, float("nan")], "seconds must be finite and above 0; found nan in row 1"),
        ([1, 2], [1.0, float("inf")], "inf in row 1"),
        ([1, 2], [0.0, -1.0], "found 0 in row 0, -1 in row 1"),
        ([0, 2], [1.0, 1.0], "workers must be 1, 2, 3, ...; found 0 in row 0"),
        ([1, 2.5], [1.0, 1.0], "2.5 in row 1"),
        ([1, float("nan")], [1.0, 1.0], "nan in row 1"),
        ([1, 1e300], [1.0, 1.0], "1e+300 in row 1"),
        (["one"], [1.0], "workers must be numbers"),
        ([[1, 2]], [1.0, 1.0], "one flat series"),
        ([-1] * 9, [1.0] * 9, "row 2 and 6 more"),
    ],
)
def test_bad_input_is_named(workers, seconds, said):
    with pytest.raises(DataError, match=said.replace("+", r"\+")):
        levels_of(workers, seconds)


def test_data_errors_are_value_errors():
    with pytest.raises(ValueError, match="no measurements"):
        levels_of([], [])


def test_launches_of_another_length():
    with pytest.raises(DataError, match="launches has 1"):
        levels_of([1, 2], [1.0, 2.0], [0])


@given(st.lists(st.tuples(st.integers(1, 9), st.floats(1e-6, 1e6)), min_size=1, max_size=50))
def test_nothing_is_dropped(rows):
    workers, seconds = zip(*rows, strict=True)
    levels = levels_of(workers, seconds)
    assert sorted((level.workers, value) for level in levels for value in level.seconds) == sorted(rows)
    assert [level.workers for level in levels] == sorted(set(workers))


def test_a_million_rows():
    workers = np.tile([1, 2, 4, 8], 250_000)
    assert [len(level.seconds) for level in levels_of(workers, 1.0 / workers)] == [250_000] * 4
