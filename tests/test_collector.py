import gc

import pytest

from workbench.collector import collector_paused


@pytest.fixture(params=[True, False])
def enabled(request):
    """The collector as the test finds it; the session's own state comes back afterwards."""
    before = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if before else gc.disable)()


@collector_paused()
def state_within(failing):
    if failing:
        raise ValueError("within")
    return gc.isenabled()


def test_it_is_paused_and_then_as_it_was(enabled):
    assert state_within(failing=False) is False
    assert gc.isenabled() is enabled


def test_an_error_leaves_it_as_it_was_too(enabled):
    with pytest.raises(ValueError, match="within"):
        state_within(failing=True)
    assert gc.isenabled() is enabled
