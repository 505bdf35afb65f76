"""Unlike machines are refused with the difference and the group that is alike."""

from __future__ import annotations

import pytest

from workbench.errors import WorkbenchError
from workbench.sessions.farming.likeness import check_alike, check_data, largest_group

GIB = 1 << 30


def test_machines_that_are_alike_pass(inspection):
    check_alike({name: inspection(numpy="2.1") for name in "abc"})


def test_unlike_memory_is_named_with_the_largest_group(inspection):
    found = {"a": inspection(8 * GIB), "b": inspection(4 * GIB), "c": inspection(8 * GIB)}
    with pytest.raises(WorkbenchError, match=r"the memory differs: 8\.6 GB on a and c, 4\.3 GB on b") as caught:
        check_alike(found)
    assert caught.value.remedy == "choose those that are alike: --farm-on a,c"


def test_unlike_packages_are_named(inspection):
    found = {"a": inspection(numpy="2.1", dask="1"), "b": inspection(numpy="2.0", dask="1"), "c": inspection(dask="1")}
    with pytest.raises(WorkbenchError) as caught:
        check_alike(found)
    assert "numpy in environment default differs: 2.1 on a, 2.0 on b, none on c" in str(caught.value)
    assert "dask" not in str(caught.value)


def test_a_file_that_a_machine_lacks_is_named(inspection):
    with pytest.raises(WorkbenchError, match=r"b doesn't see mine\.py as this machine does"):
        check_alike({"a": inspection(), "b": inspection(lacking=("mine.py",))})


def test_the_largest_group_is_of_those_without_a_difference(inspection):
    found = {"a": inspection(numpy="2"), "b": inspection(numpy="1"), "c": inspection(numpy="1")}
    assert largest_group(found) == ("b", "c")


def test_unlike_data_are_refused():
    check_data({"a": {"case": "1", "other": "2"}, "b": {"case": "1"}})
    with pytest.raises(WorkbenchError, match="a and b made unlike data for case other"):
        check_data({"a": {"case": "1", "other": "2"}, "b": {"other": "3"}})
