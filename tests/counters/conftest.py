"""A program that counts itself, run under a counter, beside one that only sets up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import workbench
from workbench.contracts import Counter

PROGRAM = """
import sys
from workbench.registry import load
from workbench.model.plan import PluginReference
module, attribute, output, steps = sys.argv[1:]
counter = load(PluginReference("counter", "it", module, attribute))(output)
def work():
    return sum(i * i for i in range(int(steps)))
counter.open()
work()
for _ in range(2):
    counter.begin()
    work()
    counter.end()
work()
"""


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs the program under a counter class; what it counted in the program's two measured calls."""

    def run(kind: type[Counter], steps: int) -> int:
        (folder := tmp_path / f"{kind.name}-{steps}").mkdir(exist_ok=True)
        counter = kind(str(folder / f"count-{len(list(folder.iterdir()))}"))
        shipped = next(each for each in kind.__mro__ if each.__module__.startswith("workbench.counters."))
        names = [shipped.__module__, shipped.__qualname__]
        words = [sys.executable, "-c", PROGRAM, *names, counter.output, str(steps)]
        package = str(Path(workbench.__file__).parent.parent)
        environment = {"PYTHONPATH": package, "PYTHONHASHSEED": "0", "PATH": os.environ["PATH"]}
        done = subprocess.run(
            counter.wrap(words), env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return counter.read()

    return run
