"""What an examined cluster is, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from workbench.model.cluster import ClusterNode
from workbench.model.examination import ClusterDiagnosis, ExaminedNode, Exchange
from workbench.model.units import format_bytes, format_seconds
from workbench.reporting.escaping import plain

MOST_TABLED = 12
"""Nodes whose links are a table; of more only the extremes are told."""


def cluster_sections(found: ClusterDiagnosis) -> Iterator[tuple[str, Iterable[str]]]:
    """A heading and its lines. Where versions differ that must not, nobody has looked further than at them."""
    yield "Nodes", _node_lines(found)
    if found.differing:
        return
    yield "Unlike nodes", found.unlike or ("none: all machines are alike",)
    yield "Links", _link_lines(found)
    yield "Clocks, ahead of the one here", _clock_lines(found)
    yield "Files", (_sharing_line(found),)


def _node_lines(found: ClusterDiagnosis) -> Iterator[str]:
    """A line a node: its name, its machine, its versions, its clock, and whether it shares our files."""
    examined = {node.id: node for node in found.examination.nodes}
    for node in found.nodes:
        inside = examined.get(node.id)
        parts = [f"{_name(node)} ({node.address})", *_machine(node, inside)]
        parts.append(", ".join(f"{name} {version}" for name, version in sorted(node.versions.items())) or "no versions")
        yield plain(": ".join((parts[0], " · ".join(parts[1:]))))


def _clock_lines(found: ClusterDiagnosis) -> Iterator[str]:
    """How far each node's clock is ahead of ours."""
    for name, node in _named(found):
        if node.clock_offset_seconds is None or node.clock_uncertainty_seconds is None:
            yield f"{name}: unknown"
        else:
            ahead = f"{node.clock_offset_seconds * 1e3:+.2f} ms"
            yield f"{name}: {ahead} ± {node.clock_uncertainty_seconds * 1e3:.2f} ms"


def _sharing_line(found: ClusterDiagnosis) -> str:
    """Whether a file of ours is the nodes' as well: data can then go by path."""
    told = [(name, node.shares_files) for name, node in _named(found)]
    without = [name for name, shares in told if shares is False]
    unknown = [name for name, shares in told if shares is None]
    folder = plain(found.folder)
    if not told or unknown:
        return f"unknown for {', '.join(unknown) or 'all nodes'}"
    if not without:
        return f"shared: every node sees {folder}"
    return f"not shared: {', '.join(without)} {'does' if len(without) == 1 else 'do'} not see {folder}"


def _link_lines(found: ClusterDiagnosis) -> Iterator[str]:
    """From which node to which: the round trip, and how much a second. Of many nodes the slowest, with the median."""
    names = {node.id: plain(_name(node)) for node in found.nodes}
    measured = [each for each in found.examination.exchanges if each.bytes_per_second is not None]
    for each in found.examination.exchanges:
        if each.problem is not None:
            yield f"{names[each.sender]} → {names[each.receiver]}: not measured ({plain(each.problem)[:200]})"
    if len(found.nodes) <= MOST_TABLED:
        yield from (_link(each, names) for each in measured)
    elif measured:
        ordered = sorted(measured, key=_speed)
        yield f"each of {len(found.nodes)} nodes with the next one only; the slowest, the median and the fastest:"
        yield from (_link(ordered[at], names) for at in (0, len(ordered) // 2, -1))


def _link(each: Exchange, names: dict[str, str]) -> str:
    trip = format_seconds(each.round_trip_seconds or 0.0)
    return f"{names[each.sender]} → {names[each.receiver]}: {format_bytes(_speed(each))}/s, round trip {trip}"


def _speed(each: Exchange) -> float:
    return each.bytes_per_second or 0.0


def _machine(node: ClusterNode, inside: ExaminedNode | None) -> Sequence[str]:
    share = "1 worker" if node.workers == 1 else f"{node.workers} workers"
    if inside is None or inside.machine is None:
        return (share, "not looked at" + ("" if inside is None or inside.problem is None else f" ({inside.problem})"))
    machine = inside.machine
    limits = [] if machine.cpu_limit_cores is None else [f"{machine.cpu_limit_cores:g} cores"]
    if machine.memory_limit_bytes is not None:
        limits.append(format_bytes(machine.memory_limit_bytes))
    size = f"{machine.cpu_model}, {machine.logical_cpus} CPUs, {format_bytes(machine.memory_bytes)}"
    limited = f", limited to {' and '.join(limits)}" if limits else ""
    return (share, size + limited, f"{machine.system} {machine.kernel}")


def _named(found: ClusterDiagnosis) -> list[tuple[str, ExaminedNode]]:
    names = {node.id: plain(_name(node)) for node in found.nodes}
    return [(names[node.id], node) for node in found.examination.nodes]


def _name(node: ClusterNode) -> str:
    return node.name or node.address
