import pytest

from workbench.model.ceiling import Ceiling, Ceilings
from workbench.reporting.ceilings import ceiling_lines, describe_age, format_limit


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (36.46e9, "bytes/s", "36.5 GB/s"),
        (52.6e9, "flop/s", "52.6 GFLOP/s"),
        (1.5e12, "flop/s", "1.5 TFLOP/s"),
        (7e6, "flop/s", "7 MFLOP/s"),
        (8.1e-6, "s", "8.10 µs"),
        (32 << 10, "bytes", "32 KiB"),
        (32 << 20, "bytes", "32 MiB"),
        (2.0, "1", "2"),
        (3.0, "pages", "3 pages"),
        (float("nan"), "s", "nan"),
    ],
)
def test_a_limit_is_in_units_that_a_person_reads(value, unit, text):
    assert format_limit(value, unit) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "just now"), (59, "just now"), (60, "1 minute ago"), (7300, "2 hours ago"), (12 * 86400, "12 days ago")],
)
def test_its_age_in_one_unit(seconds, text):
    assert describe_age(seconds) == text


def test_lines_keep_to_the_width_and_name_what_is_unknown():
    ceilings = Ceilings("m", 0.0, (Ceiling("fork", 0.001, "s", "median " * 30),), {"gpu": "no \x1b[31mcard"})
    lines = list(ceiling_lines(ceilings, 80))
    assert all(len(line) <= 80 for line in lines)
    assert lines[0].split()[:3] == ["fork", "1.00", "ms"]
    assert "unknown" in lines[-1]
    assert "\x1b" not in "".join(lines)


def test_nothing_measured_is_no_line():
    assert list(ceiling_lines(Ceilings("m", 0.0), 80)) == []


def test_limits_of_a_busy_machine_are_said_to_be_too_low():
    one = (Ceiling("fork", 0.001, "s", "median"),)
    told = " ".join(ceiling_lines(Ceilings("m", 0.0, one, busy_ratio=0.43), 80))
    assert told.startswith("! Other programs used 43% of the machine meanwhile")
    assert "!" not in " ".join(ceiling_lines(Ceilings("m", 0.0, one, busy_ratio=0.02), 80))
