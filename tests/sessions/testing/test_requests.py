import functools
import os

import pytest

from workbench.sessions.testing.requests import target_of, why_not_fresh


def at_the_top():
    pass


class Holder:
    def method(self):
        pass


def test_a_function_at_the_top_of_a_file_is_named_from_the_root():
    assert why_not_fresh(at_the_top, {"rows": 10, "kind": "a", "share": 0.5, "fast": True}) is None
    folder = os.path.dirname(os.path.dirname(__file__))
    assert target_of(at_the_top, folder) == "./testing/test_requests.py:at_the_top"


@pytest.mark.parametrize(
    "function",
    [lambda: 1, Holder().method, functools.partial(at_the_top), len, Holder],
    ids=["lambda", "method", "partial", "builtin", "class"],
)
def test_what_has_no_name_in_a_file_is_refused(function):
    assert why_not_fresh(function, {}) == "it is no function at the top of a file"


def test_an_argument_that_no_suite_could_hold_is_named():
    assert why_not_fresh(at_the_top, {"rows": [1, 2]}) == "its argument rows is no text, number or true/false"
