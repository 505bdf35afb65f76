import contextlib
from types import SimpleNamespace

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


@pytest.fixture
def told_trial(tmp_path):
    """What a context is told, as kept lists: `phases` in order, `told` by name. `device` and `cards` as asked."""

    def make(seed=0, **where):
        phases, told = [], {}

        @contextlib.contextmanager
        def phase(name):
            phases.append(name)
            yield

        context = Context(1, 1, seed, str(tmp_path), map, phase, tell=told.__setitem__, **where)
        return SimpleNamespace(context=context, phases=phases, told=told)

    return make
