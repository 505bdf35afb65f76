"""What the samplers of several nodes saw, in the one series file of their trial."""

from __future__ import annotations

import os
from array import array
from typing import Any, List, Mapping, Sequence, Tuple

from workbench.telemetry.point_file import Row
from workbench.telemetry.series import STREAM_SUFFIX, read_series, schema

WORDS = ("node", "probe", "series", "process")


def add_nodes(path: str, rows_of: Mapping[str, Sequence[Row]]) -> None:
    """Add the rows of each node, in the seconds of the trial, to the stream at `path`, whole or not at all.

    Where the trial's own sampler wrote nothing there, a new one is begun. Raises OSError.
    """
    import pyarrow as pa

    tables = [_plain(_table(node, rows)) for node, rows in rows_of.items() if rows]
    if not tables:
        return
    metadata = None
    if os.path.exists(path):
        own = read_series(path[: -len(STREAM_SUFFIX)])
        metadata = {key: value for key, value in (own.schema.metadata or {}).items() if key != b"complete"}
        tables.insert(0, _plain(own))
    merged = pa.concat_tables(tables).combine_chunks()
    encoded = pa.table([merged[field.name].cast(field.type) for field in schema()], schema=schema())
    with pa.OSFile(path + ".part", "wb") as file, pa.ipc.new_stream(file, schema().with_metadata(metadata)) as stream:
        stream.write_table(encoded.combine_chunks())
    os.replace(path + ".part", path)


def _plain(table: Any) -> Any:
    """With its words as texts, so that tables of different words can be put together."""
    import pyarrow as pa

    kinds = [(field.name, pa.string() if field.name in WORDS else pa.float64()) for field in schema()]
    return pa.table([table[name].cast(kind) for name, kind in kinds], schema=pa.schema(kinds))


def _table(node: str, rows: Sequence[Row]) -> Any:
    import pyarrow as pa

    columns: List[Tuple[str, Any]] = [
        ("at_seconds", pa.array(array("d", [row[0] for row in rows]))),
        ("node", pa.array([node] * len(rows), pa.string())),
    ]
    columns += [(name, pa.array([row[place] for row in rows], pa.string())) for place, name in enumerate(WORDS[1:], 1)]
    return pa.table(dict([*columns, ("value", pa.array(array("d", [row[4] for row in rows])))]))
