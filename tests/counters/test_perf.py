"""Over a program that stands in for perf and knows the processor's counter, and over perf itself with another event."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from workbench.contracts import CannotCount
from workbench.counters.perf import PerfStat

FAKE = """#!{python}
import os, subprocess, sys, threading
words = sys.argv[1:]
cut = words.index("--")
asked = dict(zip(words, words[1:]))
if "--control" not in words:
    print("{told}", file=sys.stderr)
    sys.exit(subprocess.call(words[cut + 1:]))
control, answers = (os.open(path, os.O_RDWR) for path in asked["--control"][5:].split(","))
commands = []
def listen():
    while True:
        commands.append(os.read(control, 16).decode().strip())
        os.write(answers, b"{answer}")
threading.Thread(target=listen, daemon=True).start()
code = subprocess.call(words[cut + 1:])
with open(asked["-o"], "w") as file:
    pairs = commands.count("enable") if commands == ["enable", "disable"] * (len(commands) // 2) else -1
    print("# started", file=file)
    print("{line}".format(count=1000 * pairs), file=file)
sys.exit(code)
"""
COUNTED = "{count},,instructions:u,12345,100.00,,"
ANSWER = r"ack\\n\\0"


class PageFaults(PerfStat):
    """An event that every kernel counts: what a machine without the processor's counter can test."""

    name = "page-faults"
    event = "page-faults:u"


@pytest.fixture
def fake_perf(tmp_path, monkeypatch):
    """Puts a program `perf` first on PATH."""

    def make(told: str = "1234,,instructions:u,12345,100.00,,", line: str = COUNTED, answer: str = ANSWER) -> None:
        (folder := tmp_path / "bin").mkdir()
        text = FAKE.replace("{python}", sys.executable).replace("{told}", told).replace("{answer}", answer)
        (folder / "perf").write_text(text.replace('"{line}"', repr(line)))
        (folder / "perf").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{Path(sys.executable).parent}:/usr/bin:/bin")

    return make


def test_it_counts_between_begin_and_end_only(fake_perf, counted):
    fake_perf()
    assert PerfStat.unavailable() is None
    assert counted(PerfStat, 100) == 2000


def test_a_counter_that_was_shared_is_no_count(fake_perf, counted):
    fake_perf(line="{count},,instructions:u,12345,48.10,,")
    with pytest.raises(CannotCount, match="counted nothing"):
        counted(PerfStat, 100)


def test_an_answer_that_is_none_ends_the_launch(fake_perf, counted):
    fake_perf(answer="what?")
    with pytest.raises(AssertionError, match="perf answered b'what\\?' when told to enable"):
        counted(PerfStat, 100)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("<not supported>,,instructions:u,0,100.00,,", "a virtual machine's host"),
        ("Error: Access to performance monitoring is limited", "perf_event_paranoid=2"),
    ],
)
def test_it_says_why_it_can_not_count_here(fake_perf, told, reason):
    fake_perf(told=told)
    assert reason in (PerfStat.unavailable() or "")


def test_without_perf_it_says_what_brings_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert PerfStat.unavailable() == "needs perf: apt install linux-perf"


def test_perf_itself_is_told_when_to_count(counted):
    if reason := PageFaults.unavailable():
        pytest.skip(reason)
    try:
        found = counted(PageFaults, 100)
    except CannotCount:
        found = 0  # a call of a hundred steps need not touch a new page
    assert 0 <= found < 500, "starting Python alone takes thousands"
