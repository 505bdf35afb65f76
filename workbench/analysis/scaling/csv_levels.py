"""A person's CSV of scaling measurements, read whole: every complaint at once, each with its line.

Columns `workers` and `seconds` (or `throughput`, whose reciprocal is taken), optionally `launch` (which process a
row came from), `repeat` and `size`. On a cluster `nodes` besides; then `workers` are those of all nodes, or
`workers_per_node` stands in their place. Commas, semicolons or tabs; with the latter two a decimal comma too.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.analysis.csv_rows import error, number, raise_all, read_rows
from workbench.errors import Complaint

Array = NDArray[np.float64]

REQUIRED = ("workers", "seconds", "throughput")
KNOWN = (*REQUIRED, "launch", "repeat", "size", "nodes", "workers_per_node")
ALIASES = {
    "workers": ("cores", "cpus", "jobs", "n", "n_jobs", "nodes", "p", "processes", "procs", "threads", "users"),
    "seconds": ("duration", "elapsed", "latency", "runtime", "s", "sec", "time", "time_s", "wall", "wall_seconds"),
    "throughput": ("ops", "qps", "rate", "rps", "tps", "x"),
}
PROPORTIONAL = 0.02
"""Sizes may be off by this share and still count as in proportion: whole rows don't divide evenly."""
MOST_WORKERS = 10**9


@dataclass(frozen=True)
class ScalingTable:
    """One entry a row, in the file's order. `left_out` names the columns that say nothing about scaling.

    `launch` is None where the file names none: then every row is a launch of its own. `experiment` is `weak` where
    `size` grows in proportion to the workers, else `strong`. `nodes` is None where no such column is there or it holds
    one number only: then nothing follows from it.
    """

    workers: tuple[int, ...]
    seconds: tuple[float, ...]
    launch: tuple[str, ...] | None = None
    left_out: tuple[str, ...] = ()
    experiment: str = "strong"
    nodes: tuple[int, ...] | None = None


def parse_scaling_csv(text: str, file: str) -> ScalingTable:
    """The measurements in `text`; `file` is what complaints call it. Raises ConfigurationError."""
    lines = read_rows(text, file)
    if not lines:
        raise error("is empty", file, None, "The first line names the columns: workers,seconds")
    first_line, header = lines[0]
    names = [name.strip().lower() for name in header]
    columns = _columns(names, file, first_line)
    body = lines[1:]
    if not body:
        raise error("has a header but no measurements", file, first_line, "Add one line a measurement.")
    ragged = [
        Complaint(f"has {len(row)} values, but the header names {len(names)} columns", file, line)
        for line, row in body
        if len(row) != len(names)
    ]
    raise_all(ragged)
    return _table(columns, body, names, file)


def _columns(names: Sequence[str], file: str, line: int) -> dict[str, int]:
    complaints = [
        Complaint(f"names the column `{name}` twice", file, line)
        for name in dict.fromkeys(names)
        if names.count(name) > 1 and name in KNOWN
    ]
    if "workers" not in names and not {"nodes", "workers_per_node"} <= set(names):
        complaints.append(_missing("workers", "workers", names, file, line))
    if "seconds" not in names and "throughput" not in names:
        complaints.append(_missing("seconds", "seconds` or `throughput", names, file, line))
    if "seconds" in names and "throughput" in names:
        complaints.append(Complaint("has both `seconds` and `throughput`", file, line, "Keep the one you measured."))
    raise_all(complaints)
    return {name: place for place, name in enumerate(names) if name in KNOWN}


def _missing(column: str, wanted: str, names: Sequence[str], file: str, line: int) -> Complaint:
    candidates = [name for name in names if name not in KNOWN or name == "nodes"]
    alike = [name for name in candidates if name in ALIASES[column]]
    alike += difflib.get_close_matches(column, candidates, n=1)
    found = ", ".join(f"`{name}`" for name in names)
    remedy = f"Did you mean `{alike[0]}`? Call it `{column}`." if alike else f"Name one column `{column}`."
    return Complaint(f"has no column `{wanted}`; found {found}", file, line, remedy)


def _table(
    columns: dict[str, int], body: Sequence[tuple[int, list[str]]], names: Sequence[str], file: str
) -> ScalingTable:
    measure = "seconds" if "seconds" in columns else "throughput"
    complaints: list[Complaint] = []
    workers, nodes = _workers(body, columns, file, complaints)
    values = _numbers(body, columns, measure, _is_positive, "a number above 0", file, complaints)
    experiment = _experiment(body, columns, workers, file, complaints)
    raise_all(complaints)
    seconds = values if measure == "seconds" else 1.0 / values
    left_out = tuple(name for name in names if name not in KNOWN)
    return ScalingTable(
        tuple(workers.astype(int).tolist()),
        tuple(seconds.tolist()),
        _launches(body, columns),
        left_out,
        experiment,
        None if nodes is None or np.ptp(nodes) == 0 else tuple(nodes.astype(int).tolist()),
    )


def _workers(
    body: Sequence[tuple[int, list[str]]], columns: dict[str, int], file: str, complaints: list[Complaint]
) -> tuple[Array, Array | None]:
    """The workers of all nodes together, and the nodes where there is such a column."""

    def counts(name: str) -> Array:
        return _numbers(body, columns, name, _is_count, "a whole number from 1", file, complaints)

    if "nodes" not in columns:
        return counts("workers"), None
    nodes = counts("nodes")
    if "workers" not in columns:
        return nodes * counts("workers_per_node"), nodes
    workers = counts("workers")
    if not complaints:
        uneven = np.flatnonzero(np.remainder(workers, nodes) != 0).tolist()
        complaints += [
            Complaint(
                f"{workers[row]:g} `workers` can't be alike on {nodes[row]:g} `nodes`",
                file,
                body[row][0],
                "`workers` are those of all nodes together; name the column `workers_per_node` if they are of one.",
            )
            for row in uneven
        ]
    return workers, nodes


def _numbers(
    body: Sequence[tuple[int, list[str]]],
    columns: dict[str, int],
    name: str,
    allowed: Callable[[Array], NDArray[np.bool_]],
    wanted: str,
    file: str,
    complaints: list[Complaint],
) -> Array:
    place = columns[name]
    cells = [row[place] for _, row in body]
    try:
        numbers = np.array(list(map(float, cells)))
    except ValueError:
        numbers = np.array([number(cell) for cell in cells])
    complaints += [
        Complaint(f"`{name}` must be {wanted}, not {cells[row].strip() or 'empty'!r}", file, body[row][0])
        for row in np.flatnonzero(~allowed(numbers)).tolist()
    ]
    return numbers


def _is_count(values: Array) -> NDArray[np.bool_]:
    whole: NDArray[np.bool_] = (values >= 1) & (values <= MOST_WORKERS) & (values == np.floor(values))
    return whole


def _is_positive(values: Array) -> NDArray[np.bool_]:
    # The smallest numbers have no reciprocal.
    positive: NDArray[np.bool_] = np.isfinite(values) & (values >= np.finfo(float).tiny)
    return positive


def _experiment(
    body: Sequence[tuple[int, list[str]]],
    columns: dict[str, int],
    workers: Array,
    file: str,
    complaints: list[Complaint],
) -> str:
    """One size at every worker count is strong scaling, a size in proportion to the workers weak."""
    if "size" not in columns:
        return "strong"
    written = list(dict.fromkeys(row[columns["size"]].strip() for _, row in body))
    if len(written) == 1:
        return "strong"
    sizes = np.array([number(row[columns["size"]]) for _, row in body])
    share = sizes / workers
    if np.all(np.isfinite(share)) and np.ptp(share) <= PROPORTIONAL * np.max(share) and np.min(share) > 0:
        return "weak"
    named = ", ".join(written[:3]) + (", ..." if len(written) > 3 else "")
    message = f"holds {len(written)} sizes ({named}) that are not in proportion to the workers"
    remedy = "Keep one file a size (strong scaling), or sizes that grow as the workers do (weak scaling)."
    complaints.append(Complaint(message, file, None, remedy))
    return "strong"


def _launches(body: Sequence[tuple[int, list[str]]], columns: dict[str, int]) -> tuple[str, ...] | None:
    """Which launch each row is of. Repeats without a launch are taken as one launch a level: the cautious reading."""
    if "launch" in columns:
        return tuple(row[columns["launch"]].strip() for _, row in body)
    return ("",) * len(body) if "repeat" in columns else None
