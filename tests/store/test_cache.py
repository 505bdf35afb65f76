from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
import time

import pytest

from workbench.errors import StoreError
from workbench.store.cache import DataCache, default_root
from workbench.store.manifest import content_key

KEY = content_key({"workload": "ridge", "samples": "10"})


@pytest.fixture
def cache(tmp_path):
    return DataCache(str(tmp_path / "cache"))


def make(folder):
    os.mkdir(os.path.join(folder, "sub"))
    for name, content in (("x.npy", b"123"), ("sub/y.npy", b"4567")):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)


def test_data_is_made_once(cache):
    calls = []
    first = cache.fill("ridge", KEY, lambda folder: (calls.append(folder), make(folder)))
    second = cache.fill("ridge", KEY, lambda folder: (calls.append(folder), make(folder)))
    assert len(calls) == 1
    assert first.folder == second.folder == cache.folder("ridge", KEY)
    assert os.path.dirname(first.folder) == os.path.join(cache.root, f"ridge-{KEY[:16]}")
    assert sorted(os.listdir(first.folder)) == ["sub", "x.npy"]
    assert first.complete
    assert first.size_bytes == 7
    assert first.data_hash == second.data_hash


def test_the_hash_depends_on_names_and_bytes_only(cache, tmp_path):
    def other(folder):
        make(folder)
        with open(os.path.join(folder, "x.npy"), "wb") as file:
            file.write(b"124")

    here = cache.fill("ridge", KEY, make)
    there = DataCache(str(tmp_path / "elsewhere")).fill("other", content_key({"a": "b"}), make)
    changed = cache.fill("ridge", content_key({"a": "c"}), other)
    assert here.data_hash == there.data_hash != changed.data_hash


def test_a_key_does_not_depend_on_order():
    assert content_key({"a": "1", "b": "2"}) == content_key({"b": "2", "a": "1"})
    assert content_key({"a": "1b", "": "2"}) != content_key({"a": "1", "b": "2"})


def test_no_trial_can_write_to_it(cache):
    folder = cache.fill("ridge", KEY, make).folder
    for path in (folder, os.path.join(folder, "sub"), os.path.join(folder, "x.npy"), os.path.join(folder, "sub/y.npy")):
        assert not stat.S_IMODE(os.stat(path).st_mode) & 0o222


def test_what_make_raises_is_raised_and_nothing_is_left(cache):
    def fail(folder):
        make(folder)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.fill("ridge", KEY, fail)
    assert cache.list() == ()
    assert cache.find("ridge", KEY) is None
    assert cache.fill("ridge", KEY, make).complete


def test_a_full_disk_has_its_sentence(cache):
    def full(folder):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StoreError, match="the disk is full"):
        cache.fill("ridge", KEY, full)


def test_links_in_the_data_are_refused(cache, tmp_path):
    with pytest.raises(StoreError, match="plain files"):
        cache.fill("ridge", KEY, lambda folder: os.symlink(tmp_path, os.path.join(folder, "link")))
    assert cache.list() == ()


def test_a_damaged_entry_is_told_and_made_anew(cache):
    entry = cache.fill("ridge", KEY, make)
    path = os.path.join(entry.folder, "x.npy")
    os.chmod(path, 0o644)
    with open(path, "wb") as file:
        file.write(b"999")
    (fault,) = cache.verify()
    assert "x.npy was changed" in fault
    with open(path, "ab") as file:
        file.write(b"longer")
    assert "another size" in cache.verify()[0]
    assert cache.find("ridge", KEY) is None
    assert cache.fill("ridge", KEY, make).data_hash == entry.data_hash
    assert cache.verify() == ()


def test_what_a_crash_left_is_cleared_away(cache):
    command = (
        "import os, sys\nfrom workbench.store.cache import DataCache\n"
        "DataCache(sys.argv[1]).fill('ridge', sys.argv[2], lambda folder: os._exit(3))"
    )
    assert subprocess.run([sys.executable, "-c", command, cache.root, KEY], check=False).returncode == 3
    assert [entry.complete for entry in cache.list()] == [False]
    assert cache.fill("ridge", KEY, make).complete
    assert [entry.complete for entry in cache.list()] == [True]


def test_two_runners_make_it_once(cache):
    made, entries = [], []

    def slowly(folder):
        made.append(folder)
        time.sleep(0.1)
        make(folder)

    runners = [threading.Thread(target=lambda: entries.append(cache.fill("ridge", KEY, slowly))) for _ in range(3)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    assert len(made) == 1
    assert len({entry.data_hash for entry in entries}) == 1


@pytest.mark.parametrize("key", ["../../etc", "", "abc", KEY.upper(), KEY + "0", "/" * 20])
def test_a_key_that_is_none_is_refused(cache, key):
    with pytest.raises(StoreError, match="not a content key"):
        cache.fill("ridge", key, make)


@pytest.mark.parametrize("name", ["../../up", "./mine.py:Mine", "/etc/passwd", "", "..", "x" * 500])
def test_a_name_never_leaves_the_cache(cache, name):
    folder = cache.fill(name, KEY, make).folder
    assert os.path.dirname(os.path.dirname(os.path.realpath(folder))) == os.path.realpath(cache.root)


def test_what_was_not_used_for_long_goes(cache):
    old, new = cache.fill("old", KEY, make), cache.fill("new", KEY, make)
    manifest = os.path.join(os.path.dirname(old.folder), "manifest.json")
    os.utime(manifest, (1000, 1000))
    assert [entry.name for entry in cache.list()] == [new.name, old.name]
    assert [entry.name for entry in cache.prune(time.time(), older_than_seconds=3600)] == [old.name]
    assert [entry.name for entry in cache.list()] == [new.name]
    assert [entry.name for entry in cache.prune(time.time())] == [new.name]
    assert cache.list() == ()


def test_using_an_entry_keeps_it_young(cache):
    entry = cache.fill("ridge", KEY, make)
    os.utime(os.path.join(os.path.dirname(entry.folder), "manifest.json"), (1000, 1000))
    cache.fill("ridge", KEY, make)
    assert cache.prune(time.time(), older_than_seconds=3600) == ()


def test_an_entry_being_made_is_not_pruned(cache):
    def prune_meanwhile(folder):
        make(folder)
        assert cache.prune(time.time()) == ()

    assert cache.fill("ridge", KEY, prune_meanwhile).complete


@pytest.mark.parametrize("value", ["", "relative/path"])
def test_the_default_place(value, monkeypatch):
    monkeypatch.setenv("HOME", "/home/someone")
    assert default_root({"XDG_CACHE_HOME": value}) == "/home/someone/.cache/workbench/data"
    assert default_root({"XDG_CACHE_HOME": "/big/disk"}) == "/big/disk/workbench/data"
