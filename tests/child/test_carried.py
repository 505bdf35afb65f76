"""What nodes get to import: enough to run a workload, the same bytes each time, the person's file included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from workbench.child.carried import own_files, write_archive

USE = """
import sys
assert not any("site-packages" in path for path in sys.path)
from workbench import registry
from workbench.telemetry.probing import load_probes
print(len(load_probes()), sorted(registry.catalogue("cluster")), __import__("mine").VALUE)
"""


def test_it_is_enough_to_run_on_its_own(tmp_path):
    (tmp_path / "somewhere.py").write_text("VALUE = 42\n")
    archive = write_archive(str(tmp_path), {"mine": str(tmp_path / "somewhere.py")})
    done = subprocess.run(
        [sys.executable, "-S", "-c", USE],
        env={"PYTHONPATH": archive, "PATH": ""},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0].isdecimal()
    assert done.stdout.strip().endswith("['dask', 'ipyparallel', 'mpi', 'ray', 'spark'] 42")


def test_its_name_tells_its_content(tmp_path):
    (tmp_path / "mine.py").write_text("VALUE = 1\n")
    files = {"mine": str(tmp_path / "mine.py")}
    first = write_archive(str(tmp_path), files)
    content = Path(first).read_bytes()
    assert write_archive(str(tmp_path), files) == first
    assert Path(first).read_bytes() == content
    (tmp_path / "mine.py").write_text("VALUE = 2\n")
    assert write_archive(str(tmp_path), files) != first


def test_only_files_of_the_persons_are_their_own():
    references = [None, {"module": "workbench.solvers.x", "path": None}, {"module": "mine", "path": "/p/mine.py"}]
    assert own_files(references) == {"mine": "/p/mine.py"}
