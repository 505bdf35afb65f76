"""`[measure]`: whether to knock at the interpreter's lock is a person's word, never a number's."""

import pytest

from workbench.errors import ConfigurationError
from workbench.planning.complaints import Complaints
from workbench.planning.measuring import read_measure
from workbench.planning.tables import Table


def read(values):
    complaints = Complaints()
    settings = read_measure(Table(values, ("measure",), complaints))
    complaints.raise_if_any()
    return settings


@pytest.mark.parametrize(("values", "wanted"), [({}, False), ({"gil_contention": True}, True)])
def test_the_lock_is_knocked_at_where_the_suite_says_so(values, wanted):
    assert read(values).gil_contention is wanted


@pytest.mark.parametrize("value", [1, "yes", 0.0])
def test_anything_but_true_and_false_is_refused(value):
    with pytest.raises(ConfigurationError, match="allowed: true or false"):
        read({"gil_contention": value})


def test_margins_are_shares_by_metric():
    assert read({"margins": {"peak_memory": 0.05, "time": 0}}).margins == (("time", 0.0), ("peak_memory", 0.05))


@pytest.mark.parametrize("margins", [{"speed": 0.1}, {"time": 2}, {"time": "5%"}, {"time": -0.1}])
def test_other_margins_are_refused(margins):
    with pytest.raises(ConfigurationError, match=r"margins|time"):
        read({"margins": margins})
