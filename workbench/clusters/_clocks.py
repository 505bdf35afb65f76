"""How far a node's clock is ahead of ours, by asking what time it is there."""

from __future__ import annotations

import time
from typing import Any, Callable, Dict, Iterable, NamedTuple, Optional

from workbench.contracts import Cluster

ROUNDS = 8


class ClockOffset(NamedTuple):
    """The node's CLOCK_MONOTONIC is ours plus `seconds`, give or take `uncertainty_seconds`."""

    seconds: float
    uncertainty_seconds: float


def measure_offsets(
    cluster: Cluster, nodes: Iterable[str], clock: Callable[[], float] = time.monotonic
) -> Dict[str, ClockOffset]:
    """By node; one that doesn't answer is left out. Each is asked alone: a slow one must not blur the others."""
    found = {}
    for node in nodes:
        tries = [offset for offset in (_ask(cluster, node, clock) for _ in range(ROUNDS)) if offset is not None]
        if tries:
            found[node] = min(tries, key=lambda offset: offset.uncertainty_seconds)
    return found


def offset_of(sent: float, there: float, received: float) -> ClockOffset:
    """What one question tells. The answer was made between sending and receiving, and nothing tells when.

    So the middle is taken, and half the round trip is the most that it can be wrong (RFC 5905, section 8).
    """
    return ClockOffset(there - (sent + received) / 2.0, (received - sent) / 2.0)


def reconciled(before: Optional[ClockOffset], after: Optional[ClockOffset]) -> Optional[ClockOffset]:
    """One offset for a trial out of two measurements: the surer one, as unsure as makes it hold for the other time."""
    known = [offset for offset in (before, after) if offset is not None]
    if len(known) < 2:
        return known[0] if known else None
    surer, other = sorted(known, key=lambda offset: offset.uncertainty_seconds)
    apart = abs(surer.seconds - other.seconds) - other.uncertainty_seconds
    return ClockOffset(surer.seconds, max(surer.uncertainty_seconds, apart))


def _ask(cluster: Cluster, node: str, clock: Callable[[], float]) -> Optional[ClockOffset]:
    sent = clock()
    there: Any = cluster.on_nodes([node], time.monotonic)[node]
    received = clock()
    return offset_of(sent, there, received) if isinstance(there, float) else None
