"""What an engine counted: by how much its counters grew, and what else was there at most and at last."""

from __future__ import annotations

from workbench.model.cluster import EngineUse
from workbench.running.engine import engine_rows, engine_uses
from workbench.running.nodes import WatchedNode

NODES = [WatchedNode({"node": "10.0.0.1"}, "one")]


def message(*looks, grows=(), unavailable=None):
    told = {"at": [10.0 + at for at in range(len(looks))], "figures": list(looks), "grows": list(grows)}
    return {"engine": "dask", "answers": {"10.0.0.1": {**told, "unavailable": unavailable}}}


def test_counters_count_from_the_first_look_and_others_at_most_and_at_last():
    looks = {"sent": 10.0, "held": 1.0}, {"sent": 12.0, "held": 9.0}, {"sent": 17.0, "held": 2.0, "lost": 3.0}
    assert engine_uses(message(*looks, grows=["lost", "sent"]), NODES) == (
        EngineUse("one", {"lost": 3.0, "sent": 7.0}, {"held": 2.0}, {"held": 9.0}, 3),
    )


def test_a_counter_that_began_anew_is_not_known():
    (use,) = engine_uses(message({"sent": 10.0}, {"sent": 2.0}, grows=["sent"]), NODES)
    assert use.grown == {}


def test_without_a_look_there_is_the_reason():
    assert engine_uses(message(unavailable="tells nothing"), NODES) == (EngineUse("one", unavailable="tells nothing"),)


def test_points_go_under_the_engine_with_their_labels_apart():
    rows = engine_rows(message({'memory_bytes{type="spilled"}': 5.0, "tasks": 1.0}), NODES, 4.0)
    assert rows == {
        "one": [(6.0, "dask", "memory_bytes", 'type="spilled"', 5.0), (6.0, "dask", "tasks", "", 1.0)],
    }
