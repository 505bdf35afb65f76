"""What `--farm` goes with, and what not."""

from __future__ import annotations

import click
import pytest

from workbench.cli.farming import asked_farm
from workbench.sessions.farming.asked import AskedFarm


def test_names_are_told_apart_by_commas():
    assert asked_farm("dask=tcp://h:1", None, "a, b,", False, None, None) == AskedFarm(
        "dask=tcp://h:1", None, ("a", "b")
    )
    assert asked_farm(None, None, None, True, "pyspy", 9000) is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((None, 2, None, False, None, None), "go with --farm"),
        ((None, None, "a", False, None, None), "go with --farm"),
        (("lab", None, None, True, None, None), "--here is about this machine"),
        (("lab", None, None, False, "pyspy", None), "--profile is about this machine"),
        (("lab", None, None, False, None, 0), "--metrics-port is about this machine"),
    ],
)
def test_what_a_farm_can_not_do_is_refused(given, told):
    with pytest.raises(click.UsageError, match=told):
        asked_farm(*given)
