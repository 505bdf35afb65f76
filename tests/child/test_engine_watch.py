"""What is looked at while the work goes on, whatever the engine does."""

from __future__ import annotations

import itertools
import threading

from workbench.child import engine_watch
from workbench.child.engine_watch import EngineWatch
from workbench.contracts import EngineFigure


def watched(ask):
    watch = EngineWatch(ask)
    watch.begin()
    watch.end()
    return watch.answers()


def test_it_looks_at_the_beginning_and_at_the_end():
    counts = itertools.count(5)

    def ask():
        return {"a": [EngineFigure("held", 1.0), EngineFigure("sent", float(next(counts)), True)]}

    told = watched(ask)["a"]
    assert told["figures"][0] == {"held": 1.0, "sent": 5.0}
    assert told["figures"][-1]["sent"] > 5.0
    assert told["grows"] == ["sent"]
    assert told["unavailable"] is None
    assert told["at"] == sorted(told["at"])


def test_an_engine_that_fails_half_way_keeps_what_it_told():
    answers = iter([{"a": [EngineFigure("held", 1.0)], "": "tells nothing"}])
    told = watched(lambda: next(answers))
    assert told["a"]["figures"] == [{"held": 1.0}]
    assert told["a"]["unavailable"].startswith("StopIteration")


def test_a_reason_stands_where_there_are_no_numbers():
    assert watched(lambda: {"": "tells nothing"}) == {
        "": {"at": [], "figures": [], "grows": [], "unavailable": "tells nothing"}
    }


def test_an_engine_that_hangs_costs_its_figures_only(monkeypatch):
    monkeypatch.setattr(engine_watch, "PATIENCE_SECONDS", 0.05)
    goes_on = threading.Event()

    def ask():
        goes_on.wait(30)
        return {}

    told = watched(ask)
    goes_on.set()
    assert told[""]["unavailable"] == "the engine did not answer within 0.05 s"
