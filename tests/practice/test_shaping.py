"""Link speeds as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.practice.shaping import SLOWEST_BITS_PER_SECOND, format_rate, is_missing, parse_rate
from workbench.practice.tools import PracticeError


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("200mbit", 200_000_000),
        ("1.5gbit", 1_500_000_000),
        ("64kbit", 64_000),
        (" 1 Mbit ", 1_000_000),
        ("9000bit", 9000),
    ],
)
def test_a_rate_is_read(text, bits):
    assert parse_rate(text) == bits


@given(st.integers(SLOWEST_BITS_PER_SECOND, 10**12))
def test_what_is_written_is_read_again(bits):
    assert parse_rate(format_rate(bits)) == bits


@pytest.mark.parametrize("text", ["", "fast", "200", "200mb", "-1mbit", "1mbit; reboot", "1bit", "infgbit"])
def test_anything_else_is_refused_with_what_is_allowed(text):
    with pytest.raises(ValueError, match=r"200mbit|8kbit"):
        parse_rate(text)


def test_a_kernel_without_a_token_bucket_is_told_from_other_failures():
    assert is_missing(PracticeError("`tc …`: Error: Specified qdisc kind is unknown."))
    assert not is_missing(PracticeError('`tc …`: Cannot find device "x"'))
