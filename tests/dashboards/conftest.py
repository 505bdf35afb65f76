"""Results folders for the pages: empty, the example, and one in which everything failed."""

import contextlib
import importlib.util
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

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


@pytest.fixture
def patience_seconds():
    """How long a page may take without a browser; a module may say otherwise."""
    return 60


@pytest.fixture
def visit(monkeypatch, patience_seconds):
    """Open a page over a folder, as a link with `query` would."""

    def opened(root, page, **query):
        monkeypatch.setattr("sys.argv", ["app.py", str(root)])
        test = AppTest.from_file(str(APP), default_timeout=patience_seconds)
        test.switch_page(page)
        for name, value in query.items():
            test.query_params[name] = value
        return test.run()

    return opened


@pytest.fixture
def open_page(visit, tmp_path):
    """`visit` over the results in tmp_path."""
    return lambda page, **query: visit(tmp_path, page, **query)


@pytest.fixture(scope="session")
def serving():
    """A dashboard over a folder, as `with serving(results, folder, log, seconds) as address`, started in a folder."""

    @contextlib.contextmanager
    def served(results, start, log, ready_seconds, environment=None):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port), "--", str(results)]
        with log.open("wb") as written:
            server = subprocess.Popen(
                command, cwd=start, env=environment, stdin=subprocess.DEVNULL, stdout=written, stderr=written
            )
            try:
                _wait(f"http://127.0.0.1:{port}/_stcore/health", server, ready_seconds)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()
                server.wait(timeout=20)

    return served


def _wait(address, server, ready_seconds):
    deadline = time.monotonic() + ready_seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the dashboard did not come up")
