"""Ceiling tests start processes by spawn, for which Python keeps a resource tracker in this one: end it again."""

from multiprocessing import resource_tracker

import pytest


@pytest.fixture(scope="package", autouse=True)
def no_tracker_stays():
    yield
    resource_tracker._resource_tracker._stop()
