"""What the samplers of a cluster's nodes saw of a trial: into its record, and into its series file."""

from __future__ import annotations

import math
import os
import zlib
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Optional

from workbench.model.cluster import NodeMachine, NodeUse
from workbench.model.trial import MemoryPeak, Phase
from workbench.telemetry.merging import add_nodes
from workbench.telemetry.point_file import PointColumns, Row, Track, no_points, read_points
from workbench.telemetry.summary import WatchSummary
from workbench.wire import Message

MOST_POINT_BYTES = 1 << 30
CPU = ("user_seconds", "system_seconds")
LONGEST_ID, SHOWN_ID = 40, 8
"""An address is shown whole; of the hash that Ray gives a node, its beginning tells it apart."""
GAP = ("sampler", "gap_seconds")


@dataclass(frozen=True)
class WatchedNode:
    """One node of the message `nodes`, with its points in the seconds of the trial."""

    told: Message
    name: str
    points: PointColumns = field(default_factory=no_points)
    summary: Optional[WatchSummary] = None
    memory: Optional[MemoryPeak] = field(default=None)


def read_nodes(message: Message, launched_at: float, scratch: str) -> tuple[WatchedNode, ...]:
    """The nodes of a `nodes` message, and the points in the files of `scratch` that it names.

    `launched_at` is by our clock.
    """
    hosts = Counter(_host(told) for told in message["nodes"])
    return tuple(_read(told, hosts, launched_at, scratch) for told in message["nodes"])


def merge_series(
    path: str, nodes: Sequence[WatchedNode], until: float, of_engine: Mapping[str, Sequence[Row]] = {}
) -> Optional[str]:
    """Put the nodes' points, and by node those of the engine, into the trial's series file; why that went wrong, or
    None.

    A node that was lost has a gap up to `until`, the end of the trial's work in its seconds.
    """
    points = {node.name: _with_gap(node, until) for node in nodes}
    for name, more in of_engine.items():
        points[name] = points.get(name, no_points()).and_rows(more)
    try:
        add_nodes(path, points)
    except (OSError, ImportError, ValueError) as error:
        return f"what the nodes' samplers saw could not be added: {error}"
    return None


def uses(nodes: Sequence[WatchedNode], phases: Sequence[Phase]) -> tuple[NodeUse, ...]:
    """What the record says of each."""
    return tuple(_use(node, phases) for node in nodes)


def largest_peak(nodes: Sequence[WatchedNode]) -> Optional[MemoryPeak]:
    """The peak of the node with the largest; None where no node's was seen."""
    return max((node.memory for node in nodes if node.memory), key=lambda peak: peak.low_bytes, default=None)


def nodes_totals(nodes: Sequence[WatchedNode], driver_peak: Optional[MemoryPeak]) -> dict[str, float]:
    """Totals of a trial on a cluster. A sum over nodes of which one was not seen would be no sum."""
    if not nodes:
        return {}
    found = {} if driver_peak is None else {"driver_peak_low_bytes": float(driver_peak.low_bytes)}
    peaks = [node.memory.low_bytes for node in nodes if node.memory]
    return {**found, "nodes_peak_sum_bytes": float(sum(peaks))} if len(peaks) == len(nodes) else found


def _read(told: Message, hosts: Counter[str], launched_at: float, scratch: str) -> WatchedNode:
    host, node = _host(told), str(told["node"])
    name = host if hosts[host] == 1 else f"{host} ({node if len(node) <= LONGEST_ID else node[:SHOWN_ID]})"
    points = no_points()
    if told.get("points") and told.get("offset") and "began" in told:
        shift = told["began"] - told["offset"][0] - launched_at
        points = _shifted(read_points(_decompressed(scratch, told["points"])), shift)
    summary = None if told.get("summary") is None else WatchSummary.from_message(told["summary"])
    return WatchedNode(told, name, points, summary, None if summary is None else summary.memory)


def _host(told: Message) -> str:
    return str(told["identity"][0] if told.get("identity") else told["address"])


def _decompressed(folder: str, name: str) -> bytes:
    with open(os.path.join(folder, os.path.basename(name)), "rb") as file:
        try:
            return zlib.decompressobj().decompress(file.read(), MOST_POINT_BYTES)
        except zlib.error:
            return b""


def _shifted(points: PointColumns, seconds: float) -> PointColumns:
    return points._replace(at=array("d", [at + seconds for at in points.at]))


def _with_gap(node: WatchedNode, until: float) -> PointColumns:
    points = node.points
    if node.told.get("lost") is None or not points.at:
        return points
    missed = until - max(points.at)
    if missed <= 0.0:
        return points
    return PointColumns(
        [*points.tracks, (*GAP, "")],
        points.at + array("d", [until]),
        points.track + array("l", [len(points.tracks)]),
        points.value + array("d", [missed]),
    )


def _use(node: WatchedNode, phases: Sequence[Phase]) -> NodeUse:
    told, summary = node.told, node.summary
    offset, uncertainty = told.get("offset") or (None, None)
    received, sent = told.get("network") or (None, None)
    return NodeUse(
        name=node.name,
        address=told["address"],
        workers=told["workers"],
        worked=told.get("worked"),
        cpu_seconds=None if summary is None else summary.totals.get("cpu_sampled_seconds"),
        measured_cpu_seconds=_measured_cpu(node.points, phases),
        peak_memory_bytes=None if node.memory is None else node.memory.low_bytes,
        peak_memory_estimator=None if node.memory is None else node.memory.low_estimator,
        received_bytes=received,
        sent_bytes=sent,
        bytes_unavailable=told.get("network_unavailable"),
        clock_offset_seconds=offset,
        clock_uncertainty_seconds=uncertainty,
        sampler_duty_ratio=None if summary is None else summary.sampler.duty_ratio,
        sampler_lost=told.get("lost"),
        machine=_machine(told.get("machine")),
        cpu_limit_per_worker_cores=told.get("cpu_limit_per_worker_cores"),
    )


def _machine(fields: Optional[Message]) -> Optional[NodeMachine]:
    return None if fields is None else NodeMachine(**{**fields, "gpus": tuple(fields["gpus"])})


def _measured_cpu(points: PointColumns, phases: Sequence[Phase]) -> Optional[float]:
    """By how much the CPU time of the node's workers grew in the timed calls; straight lines between samples."""
    found = 0.0
    for series in CPU:
        seen = _points_of(points, ("cpu_tree", series, ""))
        if not seen:
            return None
        for phase in phases:
            if phase.name == "measure":
                found += _value_at(seen, phase.end_seconds) - _value_at(seen, phase.start_seconds)
    return found


def _points_of(points: PointColumns, wanted: Track) -> list[tuple[float, float]]:
    if wanted not in points.tracks:
        return []
    place = points.tracks.index(wanted)
    columns = zip(points.at, points.track, points.value, strict=True)
    return [(at, value) for at, track, value in columns if track == place]


def _value_at(points: Sequence[tuple[float, float]], moment: float) -> float:
    """The value then; before the first point and after the last it stands still."""
    after = bisect_right(points, (moment, math.inf))
    if after in {0, len(points)}:
        return points[min(after, len(points) - 1)][1] if after == 0 else points[-1][1]
    (at, value), (later, next_value) = points[after - 1], points[after]
    return value + (next_value - value) * (moment - at) / (later - at)
