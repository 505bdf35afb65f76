import os
import shutil
import threading

import pytest

from workbench.telemetry.discovery import Discovery, PidCursor


@pytest.fixture
def copied(tmp_path, recorded):
    shutil.copytree(recorded.proc, tmp_path / "proc")
    return str(tmp_path / "proc")


def test_the_cursor_moves_for_a_new_thread():
    cursor = PidCursor("/proc")
    assert cursor.trusted
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    assert cursor.moved()
    cursor.close()


def test_an_imitated_loadavg_is_not_believed(recorded):
    cursor = PidCursor(recorded.proc)
    assert not cursor.trusted
    assert cursor.moved()
    cursor.close()


def test_without_loadavg_every_tick_searches(tmp_path):
    discovery = Discovery(str(tmp_path))
    assert [discovery.needed(now) for now in (0.0, 0.1, 0.2)] == [True, True, True]
    discovery.close()


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
