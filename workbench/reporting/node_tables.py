"""Nodes as tables, the same on every face: places, laws, and sizes at which more nodes pay."""

from __future__ import annotations

from collections.abc import Callable

from workbench.analysis.nodes.prices import cell_seconds, place_cost
from workbench.model.nodes import FurtherNodes, NodeCell, NodeScaling
from workbench.reporting import figures
from workbench.reporting.laws import parameters


def place_columns(scaling: NodeScaling) -> dict[str, list[str]]:
    """Title → a cell for each place; what no place knows is left out. Speed-up is against the first place."""
    cells = scaling.cells
    costs = [place_cost(cell) for cell in cells]
    first = costs[0].takes_seconds - (cells[0].start_seconds or 0.0)
    columns: dict[str, list[str]] = {
        "nodes": [f"{cell.nodes:,}" for cell in cells],
        "on each": [f"{cell.workers_per_node:,}" for cell in cells],
        "workers": [f"{cell.workers:,}" for cell in cells],
        "launches": [f"{len(cell.seconds):,}" for cell in cells],
        "time": [_seconds(cell) for cell in cells],
        "speed-up": [
            figures.figure(first / (cost.takes_seconds - (cost.cell.start_seconds or 0.0)), figures.RATIO)
            for cost in costs
        ],
        "start-up": [_known(cell.start_seconds, figures.SECONDS) for cell in cells],
        "node-seconds": [figures.figure(cost.node_seconds.value) for cost in costs],
        "bytes a call": [_known(cell.wire_bytes, figures.BYTES) for cell in cells],
    }
    return {title: told for title, told in columns.items() if any(told)}


def law_columns(scaling: NodeScaling, name_of: Callable[[str], str]) -> dict[str, list[str]]:
    """The laws that these places identify, with their parameters, the selected one marked."""
    laws = scaling.laws.items()
    return {
        "law": [name_of(name) + (" ← selected" if name == scaling.selected else "") for name, _ in laws],
        "parameters": [", ".join(parameters(law)) for _, law in laws],
        "prediction error": [_known(law.prediction_error, figures.SHARE) for _, law in laws],
        "lack of fit, p": ["" if law.lack_of_fit_p is None else f"{law.lack_of_fit_p:.2g}" for _, law in laws],
    }


def gain_columns(found: FurtherNodes) -> dict[str, list[str]]:
    """A row a size: how many times as fast on more nodes, and the link it needs."""
    columns = {
        found.parameter: [figures.figure(gain.size, figures.COUNT) for gain in found.gains],
        "times as fast": [figures.estimate(gain.ratio, figures.RATIO) for gain in found.gains],
        "bytes a call, at most": [_known(gain.wire_bytes, figures.BYTES) for gain in found.gains],
        "a link that is enough": [_speed(gain.link_bytes_per_second) for gain in found.gains],
    }
    return {title: cells for title, cells in columns.items() if any(cells)}


def _seconds(cell: NodeCell) -> str:
    return figures.estimate(cell_seconds(cell), figures.SECONDS)


def _known(value: float | None, quantity: figures.Quantity) -> str:
    return "" if value is None else figures.figure(value, quantity)


def _speed(value: float | None) -> str:
    return "" if value is None else f"{figures.figure(value, figures.BYTES)}/s"
