"""What a cluster's engine counted by itself: into the trial's record, and into its series file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.model.cluster import EngineUse
from workbench.running.nodes import WatchedNode
from workbench.telemetry.point_file import Row
from workbench.wire import Message


def engine_uses(message: Message, nodes: Sequence[WatchedNode]) -> tuple[EngineUse, ...]:
    """What the record says of each node of an `engine` message."""
    names = _names(nodes)
    return tuple(_use(names.get(node, node), told) for node, told in sorted(message["answers"].items()))


def engine_rows(message: Message, nodes: Sequence[WatchedNode], launched_at: float) -> dict[str, list[Row]]:
    """By node its points, in seconds since the launch; the engine stands in the place of a probe."""
    names = _names(nodes)
    return {
        names.get(node, node): [
            (at - launched_at, str(message["engine"]), *_track(name), float(value))
            for at, figures in zip(told["at"], told["figures"], strict=True)
            for name, value in figures.items()
        ]
        for node, told in message["answers"].items()
    }


def _names(nodes: Sequence[WatchedNode]) -> Mapping[str, str]:
    return {str(node.told["node"]): node.name for node in nodes}


def _use(name: str, told: Message) -> EngineUse:
    looks: Sequence[Mapping[str, float]] = told["figures"]
    if not looks:
        return EngineUse(name, unavailable=told["unavailable"])
    first, last, grows = looks[0], looks[-1], set(told["grows"])
    # One that began anew in between (with its worker) would have grown by less than nothing: it isn't known.
    grown = {each: last[each] - first.get(each, 0.0) for each in sorted(grows & last.keys())}
    return EngineUse(
        name,
        grown={each: by for each, by in grown.items() if by >= 0.0},
        last={each: value for each, value in sorted(last.items()) if each not in grows},
        largest={
            each: max(look[each] for look in looks if each in look)
            for each in sorted(set().union(*looks))
            if each not in grows
        },
        samples=len(looks),
        unavailable=told["unavailable"],
    )


def _track(name: str) -> tuple[str, str]:
    """Series and label: `memory_bytes{type="managed"}` → `memory_bytes` and `type="managed"`."""
    series, brace, labels = name.partition("{")
    return series, labels[:-1] if brace else ""
