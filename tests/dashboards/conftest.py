"""Results folders for the pages: empty, the example, and one in which everything failed."""

import importlib.util
from pathlib import Path

import pytest
import streamlit as st

from workbench.store.writer import RunWriter

HERE = Path(__file__).resolve()
APP = HERE.parents[2] / "dashboards" / "app.py"


def _builders():
    """The runs that reporting's tests are made of; a conftest can't be imported by name here."""
    spec = importlib.util.spec_from_file_location("reporting_builders", HERE.parents[1] / "reporting" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def builders():
    return _builders()


@pytest.fixture
def write(tmp_path):
    """Put a run on disk; returns its folder."""

    def written(run):
        with RunWriter.create(str(tmp_path), run.header) as writer:
            for trial in run.trials:
                writer.append(trial)
        return writer.folder

    return written


@pytest.fixture(autouse=True)
def fresh_caches():
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def checked_charts(monkeypatch):
    """The app tells Altair not to check its charts; tests that come later want that it does."""
    monkeypatch.setattr("altair.utils.schemapi.DEBUG_MODE", True)
