import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.telemetry.labels import ProcessLabels, readable


def test_a_number_that_is_used_again_is_told_apart():
    labels = ProcessLabels()
    assert labels.label(7, 100, b"python") == "7 python"
    assert labels.label(7, 200, b"python") == "7 python #2"
    assert labels.label(7, 200, b"sleep") == "7 sleep"
    assert labels.label(7, 100, b"python") == "7 python"
    assert labels.label(8, 0, b"") == "8"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (b"a) S 1 (b", "a) S 1 (b"),
        (b"x\ny\t\x1b[31m", "x\ufffdy\ufffd\ufffd[31m"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        ("größe".encode(), "größe"),
        ("\u202egpj".encode(), "\ufffdgpj"),
    ],
)
def test_names_are_made_safe(name, text):
    assert readable(name) == text


@given(st.binary(max_size=15))
def test_whatever_a_process_calls_itself_can_be_printed_and_stored(name):
    assert readable(name).isprintable()
    assert readable(name).encode("utf-8").decode() == readable(name)
