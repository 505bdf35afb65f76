"""What is shown while a run goes on: a live line on a terminal, plain lines elsewhere; events are played by hand."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from workbench.cli.progress import LiveLine, PlainLines, progress
from workbench.model.case import Case, Resources
from workbench.model.event import Observed, PreparingData, TrialFinished, TrialStarted, Warned
from workbench.model.plan import MeasureSettings, PlannedCase, PluginReference, TrialSpec
from workbench.model.trial import FAILED, OK, TrialRecord


def spec(workload="ridge", workers=2):
    case = Case(workload, {"samples": 50_000}, "sklearn.Ridge[saga]", backend="loky", resources=Resources(workers))
    reference = PluginReference("workload", workload, "x", "PLUGIN")
    return TrialSpec("abc-001", 1, PlannedCase(case, reference, reference), MeasureSettings())


def record(status=OK, reason=None):
    return TrialRecord("abc-001", "abc", 1, status, 0.0, 2.0, wall_seconds=(1.5,), reason=reason)


@pytest.fixture(params=[80, 120])
def width(request):
    return request.param


@pytest.fixture
def terminal(width):
    return io.StringIO()


@pytest.fixture
def live(terminal, width):
    line = LiveLine(Console(file=terminal, force_terminal=True, width=width, highlight=False, color_system=None))
    yield line
    line.close()


def shown(live, width):
    """The line as it would be drawn now."""
    drawn = io.StringIO()
    Console(file=drawn, width=width, color_system=None).print(live._progress.get_renderable())
    (line,) = drawn.getvalue().splitlines()
    assert len(line) <= width
    return line


def test_the_line_tells_the_case_its_memory_and_cpu_what_is_left_and_what_went_wrong(live, width):
    live(TrialStarted(spec(), 2, 8, 95.0))
    live(Observed(spec(), 5.0, 412e6, 1.93, {}))
    line = shown(live, width)
    assert "1/8" in line
    assert "90.0 s left" in line
    assert "412 MB, 1.9 CPU" in line
    assert "2 workers · loky" in line
    assert "not ok" not in line
    live(TrialFinished(spec(), record(FAILED, "no luck"), 2, 8, 80.0))
    live(TrialStarted(spec(workers=1), 3, 8, 80.0))
    line = shown(live, width)
    assert "2/8" in line
    assert "1 not ok" in line
    assert "1 worker" in line


def test_figures_of_one_trial_are_not_shown_for_the_next(live, width):
    live(TrialStarted(spec(), 1, 8))
    live(Observed(spec(), 1.0, 412e6, 1.9, {}))
    live(TrialFinished(spec(), record(), 1, 8, 10.0))
    live(TrialStarted(spec(), 2, 8, 10.0))
    assert "MB" not in shown(live, width)


def test_a_figure_that_is_not_told_stays_and_one_never_told_is_left_out(live, width):
    live(TrialStarted(spec(), 1, 8))
    live(Observed(spec(), 1.0, 5e6, None, {}))
    assert "5.0 MB" in shown(live, width)
    assert "CPU" not in shown(live, width)
    live(Observed(spec(), 2.0, None, 0.5, {}))
    assert "5.0 MB, 0.5 CPU" in shown(live, width)


def test_of_a_check_the_side_that_is_launched_is_told_before_the_case(live, width):
    live(TrialStarted(spec(), 1, 2, 40.0, "base"))
    assert "BASE · 2 workers · loky" in shown(live, width)


def test_what_is_left_never_falls_below_nothing(live, width):
    live(TrialStarted(spec(), 2, 8, 3.0))
    live(Observed(spec(), 60.0, 5e6, 0.5, {}))
    assert "0 s left" in shown(live, width)


def test_figures_that_come_in_fast_are_not_drawn_fast(live, terminal):
    live(TrialStarted(spec(), 1, 8))
    before = len(terminal.getvalue())
    for index in range(200):
        live(Observed(spec(), index / 1000, 1e6 * index, 0.1, {}))
    drawn = terminal.getvalue()[before:]
    assert drawn.count("1 worker") + drawn.count("2 workers") <= 2


def test_the_line_is_taken_away_and_what_went_wrong_stays(live, terminal):
    live(TrialStarted(spec(), 1, 1))
    live(TrialFinished(spec(), record(FAILED, "no \x1b[31mluck"), 1, 1, 0.0))
    live.close()
    text = terminal.getvalue()
    assert "failed: no \\x1b[31mluck" in re.sub(r"\s+", " ", text)
    assert text.rstrip("\n").endswith("\x1b[2K") or text.endswith("\x1b[?25h")


def test_a_hostile_case_name_is_text(live, width):
    live(TrialStarted(spec(workload="./x\x1b]0;\u202e[bold].py:f"), 1, 1))
    assert "\x1b" not in shown(live, 300)
    assert "\u202e" not in shown(live, 300)


def test_off_a_terminal_there_is_one_line_a_trial_and_none_for_what_is_seen():
    stream = io.StringIO()
    told = progress(stream)
    assert isinstance(told, PlainLines)
    told(TrialStarted(spec(), 1, 8))
    told(Observed(spec(), 1.0, 412e6, 1.9, {}))
    assert stream.getvalue() == ""
    told(TrialFinished(spec(), record(), 1, 8, 10.0))
    told(PreparingData("ridge"))
    told(Warned("careful"))
    first, *others = stream.getvalue().splitlines()
    assert first.startswith("[1/8]   1.50 s  ridge")
    assert first.endswith("(10.0 s left)")
    assert len(others) == 2
    assert "\x1b" not in stream.getvalue()
