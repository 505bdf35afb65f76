"""What cores cost: a price in a few words, or a small table of machine types."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.errors import Complaint, ConfigurationError
from workbench.model.card_comparison import Prices
from workbench.model.reading import MachineType
from workbench.model.units import parse_bytes

PRICE = re.compile(r"\s*([0-9.]+(?:e-?[0-9]+)?)\s*/\s*(core|node|card)-(second|minute|hour)\s*", re.IGNORECASE)
UNIT_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
COLUMNS = ("machine", "cores", "memory", "price_per_hour")
ALLOWED = "write 0.048/core-hour, 0.40/node-hour or 2.50/card-hour, or name a CSV file with the columns " + ",".join(
    COLUMNS
)


@dataclass(frozen=True)
class Price:
    """What one core, one node with all that is on it, or one card with what comes with it costs for one second.

    `of` is `core`, `node` or `card`.
    """

    of: str
    per_second: float


def parse_price(text: str) -> Price:
    """`0.048/core-hour`, `0.40/node-hour` or `2.50/card-hour`. Raises ConfigurationError."""
    found = PRICE.fullmatch(text)
    try:
        price = float(found.group(1)) / UNIT_SECONDS[found.group(3).lower()] if found else -1.0
    except ValueError:
        price = -1.0
    if found is None or price <= 0 or not math.isfinite(price):
        raise ConfigurationError([Complaint(f"{text!r} is not a price of cores, nodes or cards", remedy=ALLOWED)])
    return Price(found.group(2).lower(), price)


def parse_prices(texts: Iterable[str]) -> Prices:
    """Of cores and cards, each at most once. Raises ConfigurationError."""
    found = {price.of: price.per_second for price in map(parse_price, texts)}
    if "node" in found:
        remedy = "write 0.048/core-hour or 2.50/card-hour here; a price of nodes is for workbench fit"
        raise ConfigurationError([Complaint("cards are held against cores, not against nodes", remedy=remedy)])
    return Prices(found.get("core"), found.get("card"))


def parse_machine_types(text: str, file: str) -> tuple[MachineType, ...]:
    """The rows of a table of machine types. Raises ConfigurationError with every complaint."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), skipinitialspace=True)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ConfigurationError([Complaint(f"has no column {', '.join(missing)}", file, 1, ALLOWED)])
    complaints: list[Complaint] = []
    found = [_machine_type(row, file, reader.line_num, complaints) for row in reader]
    if complaints:
        raise ConfigurationError(complaints)
    if not found:
        raise ConfigurationError([Complaint("names no machine type", file, 1, "Add one line a machine type.")])
    return tuple(each for each in found if each is not None)


def _machine_type(row: dict[str, str], file: str, line: int, complaints: list[Complaint]) -> MachineType | None:
    try:
        cores = int(row["cores"])
        memory = parse_bytes(row["memory"].strip())
        price = float(row["price_per_hour"])
    except (TypeError, ValueError, AttributeError) as error:
        complaints.append(Complaint(f"can't be read: {error}", file, line, "such as: large,8,32GB,0.38"))
        return None
    if cores < 1 or memory < 1 or not (price > 0 and math.isfinite(price)):
        complaints.append(Complaint("cores, memory and price must be above 0", file, line))
        return None
    return MachineType(row["machine"].strip() or f"line {line}", cores, memory, price / UNIT_SECONDS["hour"])
