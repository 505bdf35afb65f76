"""Documents as Vowpal Wabbit reads them, and parameters that it can't take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import PluginError
from workbench.solvers.vowpal_wabbit_one_against_all import OneAgainstAll, words


def test_words_are_those_of_scikit_learns_vectorisers():
    assert words("Sail | the:sea, a 3.14 x1\n2 |ns") == "| sail the sea 14 x1 ns"


@given(st.text())
def test_no_text_can_say_more_than_words(text):
    head, *rest = words(text).split(" ")
    assert head == "|"
    assert not any(sign in "".join(rest) for sign in "|:\n\r\t")


@pytest.mark.parametrize("wrong", [{"loss_function": "quantile"}, {"bits": 0}, {"passes": 0}])
def test_what_it_cannot_take_is_refused_before_a_run(wrong):
    with pytest.raises(PluginError, match=next(iter(wrong))):
        OneAgainstAll(**wrong).check()
