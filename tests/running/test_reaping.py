"""Shared memory is removed only where its name says that it is ours."""

from __future__ import annotations

import os
import subprocess
import sys

from workbench.running import reaping


def test_only_names_of_our_dead_processes_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(reaping, "SHARED_MEMORY", str(tmp_path))
    for name in ("sem.loky-41-a", "sem.loky-42-b", "joblib_memmapping_folder_41_x", "psm_41", "loky-41-old"):
        (tmp_path / name).mkdir() if "folder" in name else (tmp_path / name).write_text("")
    removed = reaping.remove_shared_memory(before={"loky-41-old"}, pids={41})
    assert [os.path.basename(path) for path in removed] == ["joblib_memmapping_folder_41_x", "sem.loky-41-a"]
    assert sorted(os.listdir(tmp_path)) == ["loky-41-old", "psm_41", "sem.loky-42-b"]


def test_orphans_are_told_by_their_environment():
    words = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
    ours = subprocess.Popen(words, env={**os.environ, "PYTHONPATH": "/tmp/wb-mark"})
    other = subprocess.Popen(words)
    reaping.reap_orphans("/tmp/wb-mark")
    assert not os.path.exists(f"/proc/{ours.pid}")
    assert other.poll() is None
    other.kill()
    other.wait()
    ours.returncode = 0
