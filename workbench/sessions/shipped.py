"""Where the suites and the dashboard that ship with us lie: inside an installed wheel, beside the package otherwise."""

from __future__ import annotations

import os

import workbench
from workbench.errors import WorkbenchError


def suite_folder() -> str:
    """The folder of the suites that ship. Raises WorkbenchError where the installation lacks it."""
    return _shipped("suites")


def dashboard_app() -> str:
    """The file that Streamlit runs. Raises WorkbenchError where the installation lacks it."""
    return os.path.join(_shipped("dashboards"), "app.py")


def grafana_dashboard() -> str:
    """The file that Grafana imports. Raises WorkbenchError where the installation lacks it."""
    return os.path.join(_shipped("dashboards"), "grafana", "workbench.json")


def _shipped(name: str) -> str:
    package = os.path.dirname(os.path.abspath(workbench.__file__))
    checkout = os.path.dirname(package)
    # A wheel's neighbours are other people's packages: one of them may well be called `suites`.
    is_checkout = os.path.isfile(os.path.join(checkout, "pyproject.toml"))
    folder = os.path.join(checkout if is_checkout else os.path.join(package, "_shipped"), name)
    if not os.path.isdir(folder):
        raise WorkbenchError(
            "this installation of workbench lacks its %s (expected in %s)" % (name, folder),
            "install it again: pip install --force-reinstall workbench",
        )
    return folder
