"""Whether exactly the part that was asked for has worked."""

from __future__ import annotations

import pytest

from workbench.child.lent import misfit_of, workers_lost, workers_that_worked
from workbench.contracts import WorkDone


def test_only_those_count_that_did_something_since():
    before = {"w1": WorkDone("a", 5.0), "w2": WorkDone("a", 5.0), "w3": WorkDone("b", 0.0)}
    after = {"w1": WorkDone("a", 9.0), "w2": WorkDone("a", 5.0), "w3": WorkDone("b", 1.0), "w4": WorkDone("b", 2.0)}
    assert workers_that_worked(before, after) == {"a": 1, "b": 2}


def test_those_that_are_no_more_are_counted_by_node():
    before = {"w1": WorkDone("a", 5.0), "w2": WorkDone("b", 5.0), "w3": WorkDone("b", 0.0)}
    assert workers_lost(before, {"w1": WorkDone("a", 9.0), "w4": WorkDone("b", 1.0)}) == {"b": 2}
    assert workers_lost(before, before) == {}


def test_the_part_itself_is_no_misfit():
    assert misfit_of({"a": 2, "b": 2}, {"b": 2, "a": 2}) is None


@pytest.mark.parametrize(
    ("worked", "told"),
    [
        ({"a": 2}, "asked for 2 workers on a and 2 workers on b; worked: 2 workers on a"),
        ({"a": 2, "b": 1}, "worked: 2 workers on a and 1 worker on b"),
        ({"a": 2, "b": 2, "c": 1}, "worked: 2 workers on a and 2 workers on b and 1 worker on c"),
        ({}, "worked: none"),
    ],
)
def test_less_more_and_elsewhere_are_told(worked, told):
    assert told in misfit_of({"a": 2, "b": 2}, worked)
