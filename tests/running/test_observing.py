from __future__ import annotations

from workbench.running.observing import Observer

CPU = {"cpu_tree.user_seconds": 1.0, "cpu_tree.system_seconds": 0.5}


def live(at: float, **values: float) -> dict[str, object]:
    return {
        "type": "live",
        "at_seconds": at,
        "values": {name.replace("__", "."): value for name, value in values.items()},
    }


def test_cores_are_cpu_seconds_between_two_messages(make_spec):
    observer = Observer(make_spec("Fine"))
    first = observer.observed({"type": "live", "at_seconds": 1.0, "values": CPU})
    second = observer.observed({"type": "live", "at_seconds": 3.0, "values": {**CPU, "cpu_tree.user_seconds": 4.0}})
    assert first.cpu_cores is None
    assert second.cpu_cores == 1.5


def test_memory_counts_shared_pages_once_where_it_can(make_spec):
    observer = Observer(make_spec("Fine"))
    resident = live(1.0, memory_resident__resident_bytes=9.0)
    both = live(2.0, memory_resident__resident_bytes=9.0, memory_proportional__proportional_bytes=5.0)
    assert observer.observed(resident).memory_bytes == 9.0
    assert observer.observed(both).memory_bytes == 5.0


def test_nothing_seen_is_nothing_said(make_spec):
    seen = Observer(make_spec("Fine")).observed(live(1.0))
    assert (seen.memory_bytes, seen.cpu_cores) == (None, None)
