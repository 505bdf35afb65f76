import contextlib

import pytest

from workbench.contracts import Context


@pytest.fixture
def context(tmp_path):
    """A trial on one worker."""
    return Context(
        workers=1,
        threads_per_worker=1,
        seed=7,
        scratch=str(tmp_path),
        map=lambda function, items: [function(item) for item in items],
        phase=lambda name: contextlib.nullcontext(),
    )
