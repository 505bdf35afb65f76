"""A scope of systemd, imitated: what is asked of systemd-run, and what is made of the scope it gives."""

from __future__ import annotations

import os

import pytest

from workbench.model.case import Resources
from workbench.running.limits import scope
from workbench.running.limits.applying import Limiter
from workbench.running.limits.control import CannotLimit

LAUNCHER = 4711


@pytest.fixture
def systemd(tree, monkeypatch):
    """Answers like systemd-run: the launcher's group becomes the scope. Remembers the command lines."""
    asked: list[list[str]] = []
    top = tree.mount(2, ["cpu", "memory"], "/")

    def start_in(prefix):
        asked.append(list(prefix))
        unit = next(word.partition("=")[2] for word in prefix if word.startswith("--unit="))
        folder = top / "user.slice" / (unit + ".scope")
        folder.mkdir(parents=True)
        (folder / "cgroup.subtree_control").write_text("")
        (folder / "cgroup.controllers").write_text("cpu memory")
        process = tree.proc / str(LAUNCHER)
        process.mkdir()
        (process / "cgroup").write_text(f"0::/user.slice/{unit}.scope\n")
        return LAUNCHER

    monkeypatch.setattr(scope, "is_possible", lambda environment: True)
    # A file keeps the last words written to it only; the kernel adds each to the set.
    monkeypatch.setattr("workbench.running.limits.applying.handed_on", lambda folder: frozenset({"cpu", "memory"}))
    start_in.asked = asked
    start_in.top = top
    return start_in


def test_the_launcher_moves_into_a_leaf_so_that_the_scope_can_be_divided(systemd, tree):
    found = scope.open_scope(systemd, str(tree.proc))
    assert found.folder == str(systemd.top / "user.slice" / f"workbench-{os.getpid()}.scope")
    leaf = systemd.top / "user.slice" / f"workbench-{os.getpid()}.scope" / "launcher"
    assert (leaf / "cgroup.procs").read_text() == str(LAUNCHER)
    (asked,) = systemd.asked
    assert asked[0] == "systemd-run"
    assert "--scope" in asked
    assert "--property=Delegate=yes" in asked
    assert asked[-1] == "--"
    assert ("--user" in asked) == (os.geteuid() != 0)


def test_it_is_asked_for_once_and_only_where_groups_can_not_be_made(systemd, tree):
    limiter = Limiter(systemd, str(tree.proc))
    assert limiter.apply(Resources()).mechanism == ""
    assert systemd.asked == []


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux has limits")
def test_trials_get_their_groups_in_it(systemd, tree, monkeypatch):
    limiter = Limiter(systemd, str(tree.proc))
    real = tree.populate

    def populate(folder):
        # Below the scope the kernel provides what the scope hands on.
        if folder.parent.name.endswith(".scope"):
            (folder.parent / "cgroup.subtree_control").write_text("cpu memory")
        real(folder)

    monkeypatch.setattr(tree, "populate", populate)
    first = limiter.apply(Resources(cpu_limit_cores=0.5, memory_limit_bytes=10**8))
    second = limiter.apply(Resources(cpu_limit_cores=0.5))
    assert (first.mechanism, second.mechanism) == ("systemd", "systemd")
    assert all(".scope/workbench-" in folder for folder in (*first.watched, *second.watched))
    assert len(systemd.asked) == 1


def test_a_refusal_brings_the_launcher_back_and_is_not_asked_for_again(tree, monkeypatch):
    monkeypatch.setattr(scope, "is_possible", lambda environment: True)
    asked = []
    limiter = Limiter(lambda prefix: asked.append(list(prefix)) or LAUNCHER, str(tree.proc))
    for _ in range(2):
        with pytest.raises(CannotLimit, match=r"cpu_limit = 0\.5 needs control groups"):
            limiter.apply(Resources(cpu_limit_cores=0.5))
    assert len(asked) == 2
    assert asked[0][0] == "systemd-run"
    assert asked[1] == []


def test_a_launcher_that_ended_is_told(tree):
    tree.mount(2, ["cpu", "memory"], "/")
    with pytest.raises(CannotLimit, match="systemd-run did not start a scope") as caught:
        scope.open_scope(lambda prefix: LAUNCHER, str(tree.proc))
    assert "systemd-run --user --scope true" in caught.value.sentence
