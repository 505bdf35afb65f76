"""The cache of environments: whole or not there, never removed under a run."""

import os
import subprocess
import sys
import threading
import time

import pytest

from workbench.errors import StoreError
from workbench.store.environments import EnvironmentCache, Manifest, default_root, disk_bytes

KEY = "0123456789abcdef" * 4
NAME = "py3.11-0123456789abcdef"


@pytest.fixture
def cache(tmp_path):
    with EnvironmentCache(str(tmp_path / "environments")) as cache:
        yield cache


def no_waiting():
    raise AssertionError("nobody else makes it")


def make(folder):
    os.makedirs(os.path.join(folder, "bin"))
    os.symlink(sys.executable, os.path.join(folder, "bin", "python"))
    with open(os.path.join(folder, "some"), "wb") as file:
        file.write(b"x" * 10_000)
    size = disk_bytes(folder)
    return Manifest(KEY, "3.11.7", "CPython", "linux", "/opt", ("six",), (), "uv", time.time(), 1.5, size)


def test_it_is_made_once_where_it_will_stay(cache):
    made = []
    first = cache.obtain("3.11.7", KEY, lambda folder: made.append(folder) or make(folder), no_waiting)
    again = cache.obtain("3.11.7", KEY, lambda folder: made.append(folder) or make(folder), no_waiting)
    assert made == [first.folder] == [again.folder]
    assert first.name == NAME
    assert first.interpreter == os.path.join(first.folder, "bin", "python")
    assert first.manifest.requirements == ("six",)
    assert first.size_bytes >= 10_000
    assert cache.find("3.11.7", KEY).folder == first.folder
    assert cache.find("3.12.1", KEY) is None


def test_a_half_made_one_is_never_used_and_nothing_of_it_is_left(cache):
    def break_off(folder):
        make(folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.obtain("3.11.7", KEY, break_off, no_waiting)
    assert cache.find("3.11.7", KEY) is None
    assert not [name for name in os.listdir(cache.root) if not name.endswith(".lock")]


def test_what_a_killed_process_left_is_not_complete_and_is_made_anew(cache):
    os.makedirs(os.path.join(cache.root, NAME, "bin"))
    (left,) = cache.list()
    assert left.manifest is None
    assert cache.find("3.11.7", KEY) is None
    assert cache.obtain("3.11.7", KEY, make, no_waiting).manifest is not None


@pytest.mark.parametrize("break_it", ["interpreter", "manifest"])
def test_one_whose_base_was_removed_or_whose_manifest_is_no_manifest_is_made_anew(cache, break_it):
    folder = cache.obtain("3.11.7", KEY, make, no_waiting).folder
    if break_it == "interpreter":
        os.remove(os.path.join(folder, "bin", "python"))
        os.symlink("/none/python", os.path.join(folder, "bin", "python"))
    else:
        with open(os.path.join(folder, "environment.json"), "w") as file:
            file.write('{"key": 1}')
    assert cache.find("3.11.7", KEY) is None
    assert cache.obtain("3.11.7", KEY, make, no_waiting).manifest is not None


def test_two_that_want_the_same_make_it_once(cache):
    other = EnvironmentCache(cache.root)
    begun, go_on, waited = threading.Event(), threading.Event(), threading.Event()
    made = []

    def slow(folder):
        begun.set()
        assert go_on.wait(60)
        made.append(folder)
        return make(folder)

    def wait():
        waited.set()
        go_on.set()

    first = threading.Thread(target=lambda: other.obtain("3.11.7", KEY, slow, no_waiting))
    first.start()
    assert begun.wait(60)
    found = cache.obtain("3.11.7", KEY, slow, wait)
    first.join()
    assert waited.is_set()
    assert made == [found.folder]
    with other:
        pass


def test_one_in_use_stays_and_is_listed_so(cache):
    with EnvironmentCache(cache.root) as run:
        run.obtain("3.11.7", KEY, make, no_waiting)
        (entry,) = cache.list()
        assert entry.in_use
        assert cache.remove([NAME]) == ()
    (entry,) = cache.list()
    assert not entry.in_use
    assert cache.remove([NAME]) == (NAME,)
    assert cache.list() == ()


def test_a_process_that_was_killed_holds_nothing(cache):
    cache.obtain("3.11.7", KEY, make, no_waiting)
    cache.__exit__()
    code = (
        "import sys, os; from workbench.store.environments import EnvironmentCache\n"
        "assert EnvironmentCache(sys.argv[1]).find('3.11.7', sys.argv[2]); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, cache.root, KEY], check=False)
    assert done.returncode == -9
    assert cache.remove([NAME]) == (NAME,)


def test_who_asked_for_it_and_when_is_kept(cache):
    name = cache.obtain("3.11.7", KEY, make, no_waiting).name
    cache.note_use(name, "ridge memory:old", 2e9)
    cache.note_use(name, "../../evil:old", 1e9)
    (entry,) = cache.list()
    assert entry.uses == {"ridge-memory:old": 2e9, "evil:old": 1e9}
    assert entry.last_used_at == 2e9


@pytest.mark.parametrize("name", ["..", "py3.11-../x", "/etc", "", "py3.11-0123456789abcdeX"])
def test_nothing_but_an_entry_can_be_removed(cache, name):
    with pytest.raises(StoreError, match="is not the name of an environment"):
        cache.remove([name])


@pytest.mark.parametrize("key", ["", "../../x", "ABC", "0" * 15])
def test_what_is_no_key_is_refused(cache, key):
    with pytest.raises(StoreError, match="is not a content key"):
        cache.find("3.11.7", key)


def test_what_a_removal_left_behind_is_swept_by_the_next(cache):
    os.makedirs(os.path.join(cache.root, ".removing-0123"))
    cache.remove([])
    assert os.listdir(cache.root) == []


def test_it_lies_beside_the_data_cache(tmp_path):
    assert default_root({"XDG_CACHE_HOME": str(tmp_path)}) == str(tmp_path / "workbench" / "environments")
