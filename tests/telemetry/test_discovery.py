import os
import shutil

import pytest

from workbench.telemetry.discovery import Discovery

TWO_THREADS = """
import threading, time
thread = threading.Thread(target=time.sleep, args=(600,), daemon=True)
thread.start()
print(thread.native_id, flush=True)
time.sleep(600)
"""


@pytest.fixture
def copied(tmp_path, recorded):
    shutil.copytree(recorded.proc, tmp_path / "proc")
    return str(tmp_path / "proc")


def test_without_loadavg_every_tick_searches(tmp_path):
    discovery = Discovery(str(tmp_path))
    assert [discovery.needed(now) for now in (0.0, 0.1, 0.2)] == [True, True, True]
    discovery.close()


class Cursor:
    """Hands out what it is told to."""

    def __init__(self, *news):
        self.news = list(news)

    def advance(self):
        return self.news.pop(0) if self.news else ()

    def machine_threads(self):
        return 0


def settled(proc):
    """A discovery that has searched everything at 0 s and has nothing left to look for."""
    discovery = Discovery(proc)
    discovery._cursor.close()
    discovery._cursor = Cursor()
    for now in (0.0, 0.1):
        if discovery.needed(now):
            discovery.find({}, now)
    assert not discovery.needed(0.2)
    return discovery


def test_newcomers_are_among_the_numbers_just_handed_out(copied, recorded):
    discovery = settled(copied)
    discovery._cursor.news = [range(recorded.launcher, recorded.orphan + 1), ()]
    assert discovery.needed(0.3)
    assert sorted(discovery.find({recorded.launcher: 1}, 0.3)) == [recorded.root, *recorded.workers, recorded.orphan]
    discovery.needed(0.4)
    members = dict.fromkeys([recorded.launcher, recorded.root, *recorded.workers, recorded.orphan], 1)
    assert discovery.find(members, 0.4) == []
    assert not discovery.needed(0.5)


def test_a_number_that_cannot_be_seen_yet_is_asked_once_more(copied, recorded):
    late = os.path.join(copied, str(recorded.root))
    shutil.move(late, copied + "-late")
    discovery = settled(copied)
    discovery._cursor.news = [(recorded.root, 999999)]
    assert discovery.needed(0.3)
    assert discovery.find({recorded.launcher: 1}, 0.3) == []
    shutil.move(copied + "-late", late)
    assert discovery.needed(0.4)
    assert discovery.find({recorded.launcher: 1}, 0.4) == [recorded.root]
    assert not discovery.needed(0.5)


def test_too_many_numbers_are_searched_for_and_so_is_everything_now_and_then(copied, recorded):
    discovery = settled(copied)
    discovery._cursor.news = [range(1, 100)]
    everybody = [recorded.root, *recorded.workers, recorded.orphan]
    for now in (0.3, 0.4):
        assert discovery.needed(now)
        assert sorted(discovery.find({recorded.launcher: 1}, now)) == everybody
    assert not discovery.needed(0.5)
    assert discovery.needed(5.5)
    assert sorted(discovery.find({recorded.launcher: 1}, 5.5)) == everybody


def test_a_thread_is_no_newcomer(launcher):
    process, root = launcher(TWO_THREADS)
    thread = int(process.stdout.readline())
    discovery = settled("/proc")
    discovery._cursor.news = [(root, thread)]
    assert discovery.needed(0.3)
    assert discovery.find({process.pid: 1}, 0.3) == [root]


def test_a_pass_finds_descendants_at_any_depth(recorded):
    discovery = Discovery(recorded.proc)
    found = discovery.find({recorded.launcher: 1}, 0.0)
    assert sorted(found) == [recorded.root, *recorded.workers, recorded.orphan]
    assert discovery.find(dict.fromkeys([recorded.launcher, *found], 1), 0.1) == []
    discovery.close()


def test_a_later_arrival_is_found_though_others_are_known_as_strangers(copied, recorded):
    late = os.path.join(copied, str(recorded.workers[1]))
    shutil.move(late, copied + "-late")
    discovery = Discovery(copied)
    first = discovery.find({recorded.launcher: 1}, 0.0)
    assert recorded.workers[1] not in first
    shutil.move(copied + "-late", late)
    assert discovery.find(dict.fromkeys([recorded.launcher, *first], 1), 0.1) == [recorded.workers[1]]
    discovery.close()


def test_a_child_whose_parent_just_vanished_is_asked_again(copied, recorded):
    shutil.move(os.path.join(copied, str(recorded.root)), copied + "-root")
    discovery = Discovery(copied)
    assert discovery.find({recorded.launcher: 1}, 0.0) == [recorded.orphan]
    shutil.move(copied + "-root", os.path.join(copied, str(recorded.root)))
    again = discovery.find({recorded.launcher: 1, recorded.orphan: 1}, 0.1)
    assert sorted(again) == [recorded.root, *recorded.workers]
    discovery.close()


def test_walk_and_pass_agree_on_real_processes(launcher, until):
    process, root = launcher("import subprocess; subprocess.run(['sleep', '600'])")
    discovery = Discovery("/proc")
    members = {process.pid: 1}
    until(lambda: len(discovery._walk(members)) == 2)
    assert sorted(discovery._walk(members)) == sorted(discovery._pass(members, 0.0))
    assert root in discovery._walk(members)
    discovery.close()
