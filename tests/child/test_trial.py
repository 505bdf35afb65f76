"""What stands between calls is brought up in `start` and taken down in `stop`, whatever happens in between."""

from __future__ import annotations

import sys

import pytest

from workbench.child.channel import Channel, PhaseMark
from workbench.child.trial import run_trial
from workbench.wire import split

MINE = """
import json

from workbench.contracts import Backend, Solver, Workload

SEEN = []

class Problem(Workload):
    task = "counting"
    score_name = "count"

    def score(self, data, result):
        SEEN.append("score")
        return result

class Standing(Solver):
    parameters = {"breaks": ""}

    def setup(self, data):
        SEEN.append("setup")

    def start(self, data, context):
        SEEN.append("start with %d" % context.workers)
        if self.values["breaks"] == "start":
            raise RuntimeError("no JVM here")

    def solve(self, data, context):
        SEEN.append("solve")
        context.tell("steps", SEEN.count("solve"))
        if self.values["breaks"] == "solve":
            raise RuntimeError("no result")
        return 1.0

    def stop(self):
        SEEN.append("stop")
        if self.values["breaks"] == "stop":
            raise RuntimeError("it stands")

class Here(Backend):
    def start(self):
        SEEN.append("backend's start")

    def stop(self):
        SEEN.append("backend's stop")
"""


@pytest.fixture
def seen(tmp_path, monkeypatch):
    (tmp_path / "standing_solver.py").write_text(MINE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("workbench.child.trial.MeasuredPeaks", NoPeaks)
    import standing_solver

    yield standing_solver.SEEN
    sys.modules.pop("standing_solver")


class NoPeaks:
    """Reading them would lower this process's own."""

    def begin(self):
        return {}

    end = whole = begin


def run(tmp_path, breaks="", warmups=0):
    reference = {"module": "standing_solver", "path": None, "variant": None}
    request = {
        "workload": {**reference, "kind": "workload", "attribute": "Problem"},
        "solver": {**reference, "kind": "solver", "attribute": "Standing"},
        "backend": {**reference, "kind": "backend", "attribute": "Here"},
        "parameters": {},
        "solver_parameters": {"breaks": breaks},
        "data_folder": None,
        "workers": 3,
        "threads_per_worker": 1,
        "start_method": None,
        "cluster": None,
        "scratch": str(tmp_path),
        "memory_limit_bytes": None,
        "device": "cpu",
        "seed": 0,
        "placement": None,
        "warmups": warmups,
        "repeats": 2,
    }
    with open(tmp_path / "sent", "wb") as sent:
        channel = Channel(sent.fileno())
        run_trial(request, channel, PhaseMark(channel))


def test_it_stands_from_the_backends_start_until_the_score_is_known(seen, tmp_path):
    run(tmp_path)
    assert seen == [
        "setup",
        "backend's start",
        "start with 3",
        "solve",
        "solve",
        "score",
        "stop",
        "backend's stop",
    ]


@pytest.mark.parametrize("breaks", ["start", "solve", "stop"])
def test_it_is_taken_down_whatever_failed(seen, tmp_path, breaks):
    with pytest.raises(RuntimeError):
        run(tmp_path, breaks)
    assert seen[-2:] == ["stop", "backend's stop"]


def test_what_the_measured_calls_tell_is_sent_and_what_the_warm_up_tells_is_not(seen, tmp_path):
    run(tmp_path, warmups=1)
    messages, _ = split((tmp_path / "sent").read_bytes())
    (facts,) = (message for message in messages if message["type"] == "facts")
    assert facts["figures"] == {"steps": [2, 3]}
