"""A workplace in temporary folders, and a suite that takes a moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.sessions.opening import open_workplace

SUITE = """# Does waiting scale?
name = "moment"
[[cases]]
workload = "waiting"
parameters = { seconds = 0.08, chunks = 8 }
backends = ["threading"]
workers = [1, 2]
[measure]
launches = 2
warmups = 0
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "moment.toml"
    path.write_text(SUITE)
    return path


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return str(tmp_path / "results")


@pytest.fixture
def workplace(results: str):
    with open_workplace(results) as workplace:
        yield workplace
