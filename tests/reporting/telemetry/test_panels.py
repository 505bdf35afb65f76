"""What the curves of a panel are made of."""

import numpy as np

from workbench.reporting.telemetry.panels import Curve
from workbench.reporting.telemetry.recording import Line, Recording


def recorded(*values):
    line = Line(np.arange(len(values), dtype=float), np.array(values, float))
    return Recording({"memory_resident.resident_bytes": [line]})


def curve(**flags):
    return Curve("memory", ("memory_resident.resident_bytes",), grows=False, **flags)


def test_memory_read_once_all_processes_had_gone_is_not_drawn():
    (line,) = curve(never_zero=True).lines(recorded(5, 7, 0, 0))
    assert line.values.tolist() == [5, 7]
    assert line.at_seconds.tolist() == [0, 1]


def test_what_was_never_there_has_no_line():
    assert curve(never_zero=True).lines(recorded(0, 0)) == []


def test_what_may_be_zero_keeps_its_zeros():
    (line,) = curve().lines(recorded(5, 0))
    assert line.values.tolist() == [5, 0]
