import contextlib

import pytest

from workbench.contracts import Context


@pytest.fixture
def context(tmp_path):
    """A trial on two workers that runs everything here, in order."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return Context(
        workers=2,
        threads_per_worker=3,
        seed=7,
        scratch=str(scratch),
        map=lambda function, items: [function(item) for item in items],
        phase=lambda name: contextlib.nullcontext(),
    )


@pytest.fixture
def prepared(tmp_path):
    """Prepare a workload in a folder of its own; returns the folder."""

    def prepare(workload, name="data"):
        folder = tmp_path / name
        folder.mkdir()
        workload.prepare(str(folder))
        return folder

    return prepare


def contents(folder):
    """File name → bytes."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def read_all():
    return contents
