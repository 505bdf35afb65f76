"""What the tests of the house look at: the files of this project, and nothing that was built or installed."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def tracked():
    """Every file under version control; where there is none (an unpacked archive) nothing can be said of it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    if not files:
        pytest.skip("not a git checkout: " + (listed.stderr.strip() or "no tracked files"))
    return [file for file in files if file.is_file()]
