from __future__ import annotations

import tempfile

import pytest

from workbench.backends.ray import LONGEST_PARENT_BYTES, Ray

LONGEST_SOCKET_PATH_BYTES = 107


@pytest.mark.slow
def test_a_cluster_at_an_address_is_used_and_left_running(run_script):
    exercised = run_script("exercise_ray_address.py", {"workers": 2})
    seen = exercised.seen
    assert len({tuple(who) for who in seen["who"]}) == 1
    assert seen["squares"] == [item * item for item in range(9)]
    assert {variable for _, variable, _ in seen["threads"]} == {"2"}
    assert seen["still_there"] == 2
    assert exercised.survivors == []


@pytest.mark.parametrize("length", [10, LONGEST_PARENT_BYTES, LONGEST_PARENT_BYTES + 1, 90])
def test_its_folder_is_short_enough_for_a_socket(length, monkeypatch):
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **place: place["dir"] + "/" + place["prefix"] + "12345678")
    scratch = "/".ljust(length, "a")
    folder = Ray(1, scratch=scratch)._short_folder()
    below = "/session_2026-12-31_23-59-59_999999_4194304/sockets/plasma_store"
    assert len(folder + below) <= LONGEST_SOCKET_PATH_BYTES
    assert folder.startswith(scratch) == (length <= LONGEST_PARENT_BYTES)
