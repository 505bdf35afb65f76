import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.units import exact_bytes, format_bytes, format_seconds, parse_bytes, parse_duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (90, 90.0),
        (0.5, 0.5),
        ("90", 90.0),
        (" 1.5 h ", 5400.0),
        ("2h30m", 9000.0),
        ("2 h 30 min", 9000.0),
        ("250ms", 0.25),
        ("10m", 600.0),
        (".5s", 0.5),
    ],
)
def test_durations_as_people_write_them(written, seconds):
    assert parse_duration(written) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "bad", ["", " ", "5 parsecs", "m", "1.2.3", "-5", "5m,", -1, math.nan, math.inf, True, "1e999"]
)
def test_what_is_no_duration_is_refused_with_what_is_allowed(bad):
    with pytest.raises(ValueError, match="2h30m"):
        parse_duration(bad)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (1.24, "1.24 s"),
        (0.31, "310 ms"),
        (0.0123, "12.3 ms"),
        (45e-6, "45.0 µs"),
        (0, "0.00 s"),
        (0.9996, "1.00 s"),
        (99.96, "100 s"),
        (125, "2 min 05 s"),
        (12000, "3 h 20 min"),
        (-1.5, "-1.50 s"),
    ],
)
def test_seconds_for_people(seconds, shown):
    assert format_seconds(seconds) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (812, "812 B"), (999.9, "1.0 kB"), (3.1e9, "3.1 GB"), (310e6, "310 MB"), (5e15, "5000 TB")],
)
def test_bytes_for_people(size, shown):
    assert format_bytes(size) == shown


@given(st.floats(min_value=1e-8, max_value=1e7))
def test_a_shown_duration_reads_back_within_its_digits(seconds):
    assert parse_duration(format_seconds(seconds)) == pytest.approx(seconds, rel=0.006)


@given(st.text(max_size=20))
def test_any_text_is_a_duration_or_refused(text):
    try:
        seconds = parse_duration(text)
    except ValueError as refusal:
        complaint = str(refusal)
    else:
        assert seconds >= 0
        return
    assert "not a duration" in complaint


@pytest.mark.parametrize(
    ("written", "size"),
    [(512, 512), ("512", 512), ("2GB", 2 * 10**9), ("512 MiB", 2**29), ("1.5gib", 3 * 2**29), ("10 kB", 10_000)],
)
def test_sizes_as_people_write_them(written, size):
    assert parse_bytes(written) == size


@pytest.mark.parametrize("written", ["", "two GB", "-1", -1, True, 1.5, "1GB2MB", "5 parsecs", None])
def test_what_is_no_size_is_refused(written):
    with pytest.raises(ValueError, match="is not a size: write bytes"):
        parse_bytes(written)


@given(st.integers(0, 2**60))
def test_an_exact_size_loses_nothing(size):
    assert parse_bytes(exact_bytes(size)) == size
