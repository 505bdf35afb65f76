"""Rows on their way into H2O and probabilities on their way out: CSV, which its cluster and its MOJO both take."""

from __future__ import annotations

from typing import Any, List, Sequence

CHUNK_BYTES = 16 * 2**20
"""How much of the mapped rows is turned into columns at a time."""


def write_rows(path: str, rows: Any, labels: Any, target: str) -> None:
    """Columns x0, x1, …, then the labels (unless None) as `target`. Numbers are written so that they read back."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    names = ["x%d" % place for place in range(rows.shape[1])]
    at_once = max(1, CHUNK_BYTES // (rows.dtype.itemsize * rows.shape[1]))
    writer = None
    for first in range(0, len(rows), at_once):
        columns: List[Any] = list(np.ascontiguousarray(rows[first : first + at_once].T))
        if labels is not None:
            columns.append(labels[first : first + at_once])
        batch = pa.table(columns, names=names + ([] if labels is None else [target]))
        if writer is None:
            writer = csv.CSVWriter(path, batch.schema)
        writer.write_table(batch)
    if writer is not None:
        writer.close()


def read_probabilities(paths: Sequence[str]) -> Any:
    """The columns p0 and p1 of predictions, one file after the other, shape (rows, 2)."""
    import numpy as np
    from pyarrow import csv

    tables = [csv.read_csv(path) for path in paths]
    return np.concatenate(
        [np.stack([table.column(name).to_numpy() for name in ("p0", "p1")], axis=1) for table in tables]
    )
