"""Each profiler that can run here, over a real program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import registry

PROGRAM = """
def square_and_add(n):
    return sum(i * i for i in range(n))
for _ in range(40):
    square_and_add(50_000)
"""


def profilers() -> list[str]:
    return sorted(registry.catalogue("profiler"))


@pytest.fixture
def profiled(tmp_path: Path):
    """Runs the program under a profiler; the files it left."""
    (tmp_path / "counting.py").write_text(PROGRAM)

    def run(name: str) -> list[Path]:
        profiler = registry.load(registry.resolve("profiler", name))()
        if reason := profiler.unavailable():
            pytest.skip(reason)
        output = str(tmp_path / "found")
        words = profiler.wrap((sys.executable, "-m", "counting"), output)
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        if name in ("pyspy", "perf") and done.returncode:
            pytest.skip(f"this machine does not let {name} look into a process: {done.stderr.strip()[-200:]}")
        assert done.returncode == 0, done.stderr
        return [Path(path) for path in profiler.finish(output)]

    return run


@pytest.mark.parametrize("name", profilers())
def test_it_leaves_the_files_that_it_names(profiled, name):
    files = profiled(name)
    assert files
    assert all(os.path.getsize(path) for path in files)
    suffixes = registry.load(registry.resolve("profiler", name)).suffixes
    assert [path.name for path in files] == ["found" + suffix for suffix in suffixes]


def test_the_table_names_the_function_that_took_the_time(profiled):
    assert "square_and_add" in profiled("cprofile")[0].read_text()


def test_the_speedscope_file_names_the_function_that_took_the_time(profiled):
    frames = json.loads(profiled("pyspy")[0].read_text())["shared"]["frames"]
    assert any("square_and_add" in frame["name"] for frame in frames)
