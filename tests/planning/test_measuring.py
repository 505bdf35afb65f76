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
