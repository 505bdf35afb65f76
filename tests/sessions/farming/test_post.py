"""What is called on a machine of a farm, on this one."""

from __future__ import annotations

import fcntl
import os
import tempfile

import pytest

from workbench.sessions.farming import agent, post


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = tempfile.mkdtemp(prefix=post.PREFIX)
    post.write_whole(found, post.ALIVE, b"")
    return found


def test_an_answer_is_there_once_it_is_whole(folder):
    with open(os.path.join(folder, post.LIFE), "wb") as life:
        fcntl.flock(life, fcntl.LOCK_EX)
        assert post.take(folder, 1) is None
        post.write_whole(folder, post.answer_name(1), b"{}")
        assert post.take(folder, 1) == (b"{}", None)
        post.write_whole(folder, post.series_name(1), b"points")
        assert post.take(folder, 1) == (b"{}", b"points")
        assert not post.ended(folder)
    assert post.ended(folder)


def test_an_agent_that_is_gone_is_told_with_its_last_words(folder):
    post.write_whole(folder, post.ERRORS, b"Traceback\nImportError: no msgspec\n")
    with pytest.raises(RuntimeError, match="its agent ended without an answer: ImportError: no msgspec"):
        post.take(folder, 1)


def test_only_an_agents_folder_is_touched(tmp_path):
    (tmp_path / "precious").mkdir()
    with pytest.raises(ValueError, match="no folder of a farm's agent"):
        post.remove(str(tmp_path / "precious"))
    assert (tmp_path / "precious").exists()


def test_an_agent_that_nobody_keeps_is_left_alone(folder):
    assert not agent._left_alone(folder)
    os.utime(os.path.join(folder, post.ALIVE), (1, 1))
    assert agent._left_alone(folder)
    post.keep(folder)
    assert not agent._left_alone(folder)
    post.ask_to_end(folder)
    assert agent._left_alone(folder)


def test_an_agent_begins_out_of_our_code_and_ends_when_told_before_it_was_asked_anything(folder):
    begun = post.begin(b"no message\n")
    try:
        assert os.path.exists(os.path.join(begun, post.LIFE))
    finally:
        post.ask_to_end(begun)
        for _ in range(600):
            if post.ended(begun):
                break
            agent.time.sleep(0.05)
        assert post.ended(begun)
        post.remove(begun)
    assert not os.path.exists(begun)
