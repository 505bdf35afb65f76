"""What calls tell of themselves: only the measured ones, only what can be shown."""

from __future__ import annotations

import pytest

from workbench.child.figures import LONGEST_NAME, ToldFigures


def test_each_measured_call_keeps_what_it_told_last():
    told = ToldFigures()
    told.tell("steps", 99)
    for steps in (3, 4):
        told.begin()
        told.tell("steps", 0)
        told.tell("steps", steps)
        told.end()
    assert told.facts() == {"figures": {"steps": [3, 4]}}


def test_a_call_that_tells_nothing_leaves_no_gap():
    told = ToldFigures()
    told.begin()
    told.end()
    assert told.facts() == {}


def test_numbers_of_numpy_become_plain_ones():
    np = pytest.importorskip("numpy")
    told = ToldFigures()
    told.begin()
    told.tell("moved_bytes", np.int64(7))
    told.tell("busy_ratio", np.float32(0.5))
    told.end()
    figures = told.facts()["figures"]
    assert figures == {"moved_bytes": [7], "busy_ratio": [0.5]}
    assert [type(values[0]) for values in figures.values()] == [int, float]


@pytest.mark.parametrize(
    "name", ["", "Steps", "moved bytes", "moved__bytes", "1st", "a" * (LONGEST_NAME + 1), "x\n", 3]
)
def test_a_name_that_no_column_could_have_is_refused(name):
    with pytest.raises(ValueError, match="can't name a figure"):
        ToldFigures().tell(name, 1.0)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, "7", 1j, [1.0]])
def test_a_value_that_is_no_finite_number_is_refused(value):
    with pytest.raises(ValueError, match="finite number"):
        ToldFigures().tell("steps", value)
