"""`install` of a suite: words without a shell."""

from __future__ import annotations

import pytest

from workbench.planning.complaints import Complaints
from workbench.planning.installing import read_install
from workbench.planning.tables import Table


def read(value):
    complaints = Complaints()
    words = read_install(Table({"install": value}, (), complaints))
    return words, str(_raised(complaints))


def _raised(complaints):
    try:
        complaints.raise_if_any()
    except Exception as error:
        return error
    return ""


def test_a_line_is_split_as_a_shell_would_and_a_list_is_taken_as_it_is():
    assert read("{python} -m pip install '{project}[all, fast]'")[0] == (
        "{python}", "-m", "pip", "install", "{project}[all, fast]",
    )  # fmt: skip
    assert read(["make", "-j", "2", "2"]) == (("make", "-j", "2", "2"), "")


def test_nothing_written_is_no_command():
    assert read_install(Table({}, (), Complaints())) == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("pip install . && make", "no shell reads it"),
        ("pip install -e .", "editable"),
        ("pip install --editable={project}", "editable"),
        ("pip install {prjoect}", "`{prjoect}`"),
        ("pip install 'x", "not a command"),
        ("", "not a command"),
        ([], "not a command"),
        (["pip", 3], "not a command"),
        (7, "not a command"),
    ],
)
def test_what_no_command_can_be_is_told(value, said):
    assert said in read(value)[1]
