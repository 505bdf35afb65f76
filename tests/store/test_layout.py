from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import StoreError
from workbench.store.layout import is_safe_name, new_run_id, run_folder


def test_a_run_id_says_when_and_what():
    assert new_run_id("demo", 1795229101.0, "4f3a") == "20261121T024501Z-demo-4f3a"


@given(st.text(), st.text())
def test_a_run_id_is_a_safe_name_whatever_the_suite_is_called(name, token):
    run_id = new_run_id(name, 1.7e9, token)
    assert is_safe_name(run_id)
    assert run_folder("results", "machine", run_id) == f"results/machine/{run_id}"


@pytest.mark.parametrize("name", ["..", "../x", "/x", "a/b", ".x", "", "a\n", "é", "x" * 121])
def test_names_that_could_escape_are_refused(name):
    with pytest.raises(StoreError):
        run_folder("results", name, "run")
    with pytest.raises(StoreError):
        run_folder("results", "machine", name)
