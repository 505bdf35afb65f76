from __future__ import annotations

import pytest

from workbench.backends.own import Own
from workbench.errors import WorkbenchError


def test_it_has_no_workers_to_map_on_and_says_what_to_name_instead():
    backend = Own(4)
    backend.start()
    with backend.active(), pytest.raises(WorkbenchError, match="no workers") as raised:
        backend.map(abs, [1])
    assert "loky" in str(raised.value.remedy)
    backend.stop()


def test_it_takes_any_number_of_workers():
    assert Own(64).workers == 64
    assert Own.max_workers is None
