from __future__ import annotations

import os
import subprocess
import sys

import pytest

from workbench.child import counting, descendants
from workbench.child.counting import OTHER_PROCESSES, Counted

ORDER = {"plugin": {"kind": "counter"}, "output": "there"}


class Spy:
    """Keeps what it was told."""

    told: list[str] = []

    def __init__(self, output: str) -> None:
        Spy.told = [output]

    def open(self) -> None:
        Spy.told.append("open")

    def begin(self) -> None:
        Spy.told.append("begin")

    def end(self) -> None:
        Spy.told.append("end")


@pytest.fixture
def counted(monkeypatch) -> Counted:
    monkeypatch.setattr(counting, "import_plugin", lambda _: Spy)
    # Other tests may have left this process a child, such as multiprocessing's tracker of resources.
    parent = descendants.parent
    theirs = {pid for pid in descendants.with_descendants(os.getpid()) if parent(pid) == os.getpid()}
    monkeypatch.setattr(descendants, "parent", lambda pid: -1 if pid in theirs else parent(pid))
    return Counted(ORDER)


def test_each_call_is_between_a_begin_and_an_end(counted):
    for _ in range(2):
        with counted:
            pass
    assert Spy.told == ["there", "open", "begin", "end", "begin", "end"]
    assert counted.facts() == {}


def test_without_an_order_nothing_happens():
    with Counted(None) as nothing:
        assert nothing is None
    assert Counted(None).facts() == {}


def test_a_child_that_came_and_went_is_told(counted):
    with counted:
        subprocess.run([sys.executable, "-S", "-c", ""], check=True)
    assert counted.facts() == {"instructions_unavailable": OTHER_PROCESSES}


def test_a_child_that_is_still_there_is_told(counted):
    with counted:
        child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    try:
        assert counted.facts() == {"instructions_unavailable": OTHER_PROCESSES}
    finally:
        child.kill()
        child.wait()
