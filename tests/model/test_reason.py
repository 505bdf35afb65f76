import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.reason import LONGEST, brief

TRACE = (
    'Traceback (most recent call last):\n  File "train.py", line 3, in <module>\n    go()\nValueError: no such rows\n'
)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("ValueError: bad", "ValueError: bad"),
        ("ValueError: bad.\nUse another.\n", "ValueError: bad."),
        (
            "in measure: python train.py exited with status 1: " + TRACE,
            "in measure: python train.py exited with status 1: ValueError: no such rows",
        ),
        ("cmd exited with status 2: warning: odd\nerror: no file\n", "cmd exited with status 2: error: no file"),
        ("cmd was ended by signal 9", "cmd was ended by signal 9"),
        ("it broke: " + TRACE, "it broke: ValueError: no such rows"),
        (TRACE, "ValueError: no such rows"),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_what_says_most_is_kept(reason, told):
    assert brief(reason) == told


def test_a_long_reason_keeps_both_ends():
    told = brief("ValueError: " + "x" * 3000 + " the end")
    assert len(told) == LONGEST
    assert told.startswith("ValueError: xxx")
    assert told.endswith("xxx the end")


@given(st.text())
def test_it_is_always_one_short_line(reason):
    told = brief(reason)
    assert len(told) <= LONGEST
    assert len(told.splitlines()) <= 1
