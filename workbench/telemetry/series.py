"""Series files: what the probes saw over time, one file a trial.

An Arrow IPC stream while the trial runs (readable live and after a crash), Parquet once the run is closed.
Columns: at_seconds (float64, since the launch), node, probe, series, process (strings), value (float64).
`process` is empty for what holds for the whole tree or machine, else the number and name of one process
(`4711 python`, with ` #2` for the second one so called).

Where there is no point nothing moved: of a value that stands still only the first and the last sample at which it
did are written, so straight lines between points show what was seen. Every series has a point at its first
sample and at its last. Only in a torn file the last stretch of a value that stood still has no end.
`sampler.gap_seconds` is no such line but single events: that long a stretch without a sample ended there.
"""

from __future__ import annotations

import os
from typing import Any, List

STREAM_SUFFIX = ".arrows"
PARQUET_SUFFIX = ".parquet"


def schema() -> Any:
    """The Arrow schema of a series file."""
    import pyarrow as pa

    word = pa.dictionary(pa.int16(), pa.string())
    return pa.schema(
        [
            ("at_seconds", pa.float64()),
            ("node", word),
            ("probe", word),
            ("series", word),
            ("process", pa.dictionary(pa.int32(), pa.string())),
            ("value", pa.float64()),
        ]
    )


def read_series(path: str) -> Any:
    """The samples in a series file as a pyarrow.Table, whichever form it has by now.

    `path` may name either form, or the file without its suffix. A stream that is still being written or was torn
    gives what is whole in it; the table's schema metadata then says `complete: no`. Files from before there was a
    column `process` are read as if it were empty in every row. Raises FileNotFoundError where there is neither,
    and StoreError for a file that is not a series file.
    """
    stem, suffix = os.path.splitext(path)
    stem = stem if suffix in {STREAM_SUFFIX, PARQUET_SUFFIX} else path
    if os.path.exists(stem + PARQUET_SUFFIX):
        return _with_process(_read_parquet(stem + PARQUET_SUFFIX))
    return _with_process(_read_stream(stem + STREAM_SUFFIX))


def compact(folder: str) -> List[str]:
    """Turn each stream in a run's telemetry folder into Parquet and remove it; returns the Parquet paths.

    A stream is removed only once its Parquet file is whole and on disk under its own name. Raises OSError where
    the folder can't be written; what was not turned is still there as it was.
    """
    from pyarrow import parquet

    written = []
    for name in sorted(os.listdir(folder)):
        stem, suffix = os.path.splitext(os.path.join(folder, name))
        if suffix != STREAM_SUFFIX:
            continue
        table = _read_stream(stem + STREAM_SUFFIX)
        parquet.write_table(table, stem + PARQUET_SUFFIX + ".part", compression="zstd")
        _sync(stem + PARQUET_SUFFIX + ".part")
        os.replace(stem + PARQUET_SUFFIX + ".part", stem + PARQUET_SUFFIX)
        os.unlink(stem + STREAM_SUFFIX)
        written.append(stem + PARQUET_SUFFIX)
    return written


def _with_process(table: Any) -> Any:
    import pyarrow as pa

    if "process" in table.column_names:
        return table
    of = schema().field("process")
    nobody = pa.DictionaryArray.from_arrays(pa.array([0] * table.num_rows, pa.int32()), pa.array([""], pa.string()))
    return table.add_column(table.column_names.index("value"), of, nobody)


def _read_parquet(path: str) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    from workbench.errors import StoreError

    try:
        return parquet.read_table(path)
    except pa.ArrowInvalid as error:
        raise StoreError("%s is not a series file: %s" % (path, error), "delete it: nothing else needs it") from error


def _read_stream(path: str) -> Any:
    import pyarrow as pa

    batches: List[Any] = []
    found, complete = schema(), False
    with pa.OSFile(path, "rb") as file:
        try:
            reader = pa.ipc.open_stream(file)
            found = reader.schema
            while True:
                batches.append(reader.read_next_batch())
        except StopIteration:
            complete = _has_end(path)
        except (OSError, ValueError):
            pass  # torn in the middle of a message: what came before it is whole
    metadata = dict(found.metadata or {})
    metadata[b"complete"] = b"yes" if complete else b"no"
    return pa.Table.from_batches(batches, found).replace_schema_metadata(metadata)


def _has_end(path: str) -> bool:
    """Whether the stream's end marker was written (Arrow columnar format, IPC streaming)."""
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - 8))
        return file.read() == b"\xff\xff\xff\xff\x00\x00\x00\x00"


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
