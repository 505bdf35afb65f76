import os
import time

import pytest

from workbench.telemetry.tree import ProcTree

DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
os.wait()
print("detached", flush=True)
time.sleep(600)
"""
SHORT_LIVED = """
import subprocess, sys, time
for _ in range(4):
    subprocess.run([sys.executable, "-S", "-c", "sum(range(5_000_000))"])
print("done", flush=True)
time.sleep(600)
"""


def pids(tree):
    return {process.pid for process in tree.processes}


def refreshed(tree):
    tree.refresh(time.monotonic())
    return tree


def total(tree):
    return tree.user_seconds + tree.system_seconds


def test_the_recorded_tree_is_all_that_descends_from_the_launcher(recorded):
    tree = ProcTree(recorded.root, recorded.launcher, recorded.proc)
    tree.refresh(0.0)
    assert pids(tree) == {recorded.root, *recorded.workers, recorded.orphan}
    assert {process.pid for process in tree.arrived} == pids(tree)
    assert tree.user_seconds > 0.13
    tree.refresh(0.1)
    assert not tree.arrived
    assert not tree.departed
    tree.close()


def test_without_a_launcher_the_orphan_is_not_found(recorded):
    tree = ProcTree(recorded.root, None, recorded.proc)
    tree.refresh(0.0)
    assert pids(tree) == {recorded.root, *recorded.workers}
    tree.close()


def test_a_daemonised_grandchild_is_in_the_tree(launcher, until):
    process, root = launcher(DAEMON)
    assert process.stdout.readline() == "detached\n"
    tree = ProcTree(root, process.pid)
    until(lambda: len(refreshed(tree).processes) == 2)
    assert root in pids(tree)
    (daemon,) = pids(tree) - {root}
    assert os.getsid(daemon) != os.getsid(root)
    os.kill(daemon, 9)
    until(lambda: pids(refreshed(tree)) == {root})
    os.kill(root, 9)
    until(lambda: not refreshed(tree).processes)
    tree.close()


def test_cpu_time_of_children_that_no_tick_saw_is_counted(python):
    child = python("-c", SHORT_LIVED)
    tree = ProcTree(child.pid)
    assert child.stdout.readline() == "done\n"
    tree.refresh(time.monotonic())
    (root,) = tree.processes
    reaped = root.reaped_user_seconds + root.reaped_system_seconds
    assert reaped > 0
    alone = reaped + root.user_seconds + root.system_seconds
    assert tree.user_seconds + tree.system_seconds >= alone or total(tree) == pytest.approx(alone)
    assert root.reaped_faults > 0
    tree.close()


def test_cpu_time_never_falls_when_processes_end(launcher, until):
    process, root = launcher("sum(range(20_000_000))")
    tree = ProcTree(root, process.pid)
    seen = []
    until(lambda: seen.append(total(refreshed(tree))) or not tree.processes)
    seen.append(total(refreshed(tree)))
    assert seen == sorted(seen)
    assert seen[-1] > 0
    tree.close()


def test_a_root_that_is_gone_leaves_an_empty_tree(python):
    child = python("-c", "pass")
    child.wait()
    tree = ProcTree(child.pid)
    tree.refresh(time.monotonic())
    assert not tree.processes
    tree.close()


MANY = """
import os, time
for _ in range(20):
    if os.fork() == 0:
        time.sleep(600)
print("up", flush=True)
time.sleep(600)
"""


def test_a_large_tree_is_looked_at_thoroughly_when_asked_and_now_and_then(launcher, until):
    process, root = launcher(MANY)
    assert process.stdout.readline() == "up\n"
    tree = ProcTree(root, process.pid)
    until(lambda: len(refreshed(tree).processes) == 21)
    reads = []
    for one in tree.processes:
        one.reread = lambda reread=one.reread: reads.append(1) or reread()
    now = time.monotonic()
    tree.refresh(now, thorough=False)
    reads.clear()
    tree.refresh(now, thorough=False)
    at_a_glance = len(reads)
    tree.refresh(now, thorough=True)
    assert len(reads) == at_a_glance + 21
    assert at_a_glance < 21
    tree.refresh(now + 0.6, thorough=False)
    assert len(reads) == at_a_glance + 42
    assert len(pids(tree)) == 21
    victim = (pids(tree) - {root}).pop()
    os.kill(victim, 9)
    until(lambda: tree.refresh(now + 0.61, thorough=False) or victim not in pids(tree))
    tree.close()


def test_a_tree_that_stands_still_says_so(recorded):
    tree = ProcTree(recorded.root, recorded.launcher, recorded.proc)
    moved = []
    for now in (0.0, 0.1, 0.2):
        tree.refresh(now)
        moved.append(tree.moved)
    assert moved == [True, False, False]
    tree.close()
