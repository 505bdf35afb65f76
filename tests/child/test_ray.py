from __future__ import annotations

import tempfile

import pytest

from workbench.child.ray import LONGEST_PARENT_BYTES, short_folder

LONGEST_SOCKET_PATH_BYTES = 107


@pytest.mark.parametrize("length", [10, LONGEST_PARENT_BYTES, LONGEST_PARENT_BYTES + 1, 90])
def test_its_folder_is_short_enough_for_a_socket(length, monkeypatch):
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **place: place["dir"] + "/" + place["prefix"] + "12345678")
    scratch = "/".ljust(length, "a")
    folder = short_folder(scratch)
    below = "/session_2026-12-31_23-59-59_999999_4194304/sockets/plasma_store"
    assert len(folder + below) <= LONGEST_SOCKET_PATH_BYTES
    assert folder.startswith(scratch) == (length <= LONGEST_PARENT_BYTES)
