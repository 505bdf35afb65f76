from __future__ import annotations

import pytest


@pytest.mark.slow
def test_a_cluster_at_an_address_is_used_and_left_running(run_script):
    exercised = run_script("exercise_ray_address.py", {"workers": 2})
    seen = exercised.seen
    assert len({tuple(who) for who in seen["who"]}) == 1
    assert seen["squares"] == [item * item for item in range(9)]
    assert {variable for _, variable, _ in seen["threads"]} == {"2"}
    assert (seen["scattered"], seen["broadcast"], seen["by_item"]) == ([[2, 1]], [[3, 0]], [9])
    assert "zero" in seen["raised"]
    assert any("object_store_memory" in told for told in seen["engine"].values())
    assert seen["still_there"] == 2
    assert exercised.survivors == []
