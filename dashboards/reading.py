"""What the pages read, each answer kept until the files it came from change."""

from __future__ import annotations

import os
import sys

import streamlit as st

from workbench.model.report import Report
from workbench.reporting.queries import Listing, Problem, fingerprint, list_runs, report_of, results_root


def root() -> str:
    """The results folder: what stands after `--` on the command line, else WORKBENCH_RESULTS, else results/."""
    return results_root(sys.argv[1:], os.environ)


def listing() -> Listing:
    """The runs there are now."""
    found: Listing = _listing(root(), fingerprint(root()))
    return found


def report(folder: str) -> Report | Problem:
    """The report of a listed run, as its files are now."""
    found: Report | Problem = _report(folder, fingerprint(folder))
    return found


@st.cache_resource(max_entries=4, show_spinner=False)  # type: ignore[untyped-decorator]  # Streamlit is not followed
def _listing(folder: str, key: str) -> Listing:  # noqa: ARG001 - the key makes a changed folder another question
    return list_runs(folder)


@st.cache_resource(max_entries=64, show_spinner="Reading the run …")  # type: ignore[untyped-decorator]  # as above
def _report(folder: str, key: str) -> Report | Problem:  # noqa: ARG001 - as above
    return report_of(folder)
