"""Series files: what the probes saw over time, one file a trial.

An Arrow IPC stream while the trial runs (readable live and after a crash), Parquet once the run is closed.
Columns: at_seconds (float64, since the launch), node, probe, series (strings), value (float64).
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Mapping, Optional

STREAM_SUFFIX = ".arrows"
PARQUET_SUFFIX = ".parquet"
FLUSH_SECONDS = 1.0


def preload() -> None:
    """Import the Arrow library before the first trial, so that no tick has to wait for it; missing is allowed."""
    try:
        import pyarrow.ipc  # noqa: F401
    except ImportError:
        pass


class SeriesWriter:
    """Appends to a stream, about once a second.

    What goes wrong (no pyarrow, a full disk) ends the file, not the watch: `reason` says why, `errors` counts it.
    """

    def __init__(self, path: Optional[str] = None, node: str = "") -> None:
        self.reason: Optional[str] = None
        self.errors = 0
        self._path = path
        self._node = node
        self._file: Any = None
        self._writer: Any = None
        self._flushed_at: Optional[float] = None
        self._words: Dict[str, int] = {}
        self._clear()

    @classmethod
    def create(cls, path: Optional[str], trial_id: str, launched_at: float, node: str = "") -> SeriesWriter:
        """A writer with its stream begun; without a path it swallows what it is given."""
        writer = cls(path, node)
        if path is not None:
            writer._open({"trial_id": trial_id, "launched_at": repr(launched_at)})
        return writer

    def append(self, at_seconds: float, probe: str, sample: Mapping[str, float]) -> None:
        """Remember one probe's sample until the next flush."""
        if self._writer is None:
            return
        for series, value in sample.items():
            self._at.append(at_seconds)
            self._probes.append(self._words.setdefault(probe, len(self._words)))
            self._series.append(self._words.setdefault(series, len(self._words)))
            self._values.append(value)

    def flush_if_due(self, now: float) -> None:
        """Write what is remembered if the last time is a second ago."""
        if self._flushed_at is None or now - self._flushed_at >= FLUSH_SECONDS:
            self._flushed_at = now
            self._flush()

    def close(self) -> None:
        """Write the rest and the end of the stream."""
        self._flush()
        if self._writer is not None:
            self._attempt(self._writer.close)
        if self._file is not None:
            self._attempt(self._file.close)
        self._writer = self._file = None

    def _open(self, metadata: Mapping[str, str]) -> None:
        try:
            import pyarrow
        except ImportError as error:
            self.reason = "no series file: needs pyarrow: pip install pyarrow (%s)" % error
            return
        self._attempt(lambda: self._begin(pyarrow, metadata))

    def _begin(self, pyarrow: Any, metadata: Mapping[str, str]) -> None:
        self._file = pyarrow.OSFile(self._path, "wb")
        self._writer = pyarrow.ipc.new_stream(self._file, schema().with_metadata(dict(metadata)))

    def _flush(self) -> None:
        if self._writer is None or not self._at:
            return
        self._attempt(self._write_batch)
        self._clear()

    def _write_batch(self) -> None:
        import pyarrow

        words = pyarrow.array(list(self._words), pyarrow.string())
        index = pyarrow.int16()
        of = pyarrow.DictionaryArray.from_arrays
        node = of(pyarrow.array([0] * len(self._at), index), pyarrow.array([self._node], pyarrow.string()))
        columns = [
            pyarrow.array(self._at, pyarrow.float64()),
            node,
            of(pyarrow.array(self._probes, index), words),
            of(pyarrow.array(self._series, index), words),
            pyarrow.array(self._values, pyarrow.float64()),
        ]
        self._writer.write_batch(pyarrow.record_batch(columns, schema=schema()))

    def _attempt(self, action: Any) -> None:
        try:
            action()
        except (OSError, ValueError) as error:  # pyarrow's errors are of these
            self.reason = "series file ended: %s" % error
            self.errors += 1
            self._writer = None

    def _clear(self) -> None:
        self._at: List[float] = []
        self._probes: List[int] = []
        self._series: List[int] = []
        self._values: List[float] = []


def schema() -> Any:
    """The Arrow schema of a series file."""
    import pyarrow

    word = pyarrow.dictionary(pyarrow.int16(), pyarrow.string())
    return pyarrow.schema(
        [
            ("at_seconds", pyarrow.float64()),
            ("node", word),
            ("probe", word),
            ("series", word),
            ("value", pyarrow.float64()),
        ]
    )


def read_series(path: str) -> Any:
    """The samples in a series file as a pyarrow.Table, whichever form it has by now.

    `path` may name either form, or the file without its suffix. A stream that is still being written or was torn
    gives what is whole in it; the table's schema metadata then says `complete: no`. Raises FileNotFoundError
    where there is neither, and StoreError for a file that is not a series file.
    """
    stem, suffix = os.path.splitext(path)
    stem = stem if suffix in {STREAM_SUFFIX, PARQUET_SUFFIX} else path
    if os.path.exists(stem + PARQUET_SUFFIX):
        return _read_parquet(stem + PARQUET_SUFFIX)
    return _read_stream(stem + STREAM_SUFFIX)


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


def _read_parquet(path: str) -> Any:
    import pyarrow
    from pyarrow import parquet

    from workbench.errors import StoreError

    try:
        return parquet.read_table(path)
    except pyarrow.ArrowInvalid as error:
        raise StoreError("%s is not a series file: %s" % (path, error), "delete it: nothing else needs it") from error


def _read_stream(path: str) -> Any:
    import pyarrow

    batches: List[Any] = []
    found, complete = schema(), False
    with pyarrow.OSFile(path, "rb") as file:
        try:
            reader = pyarrow.ipc.open_stream(file)
            found = reader.schema
            while True:
                batches.append(reader.read_next_batch())
        except StopIteration:
            complete = _has_end(path)
        except (OSError, ValueError):
            pass  # torn in the middle of a message: what came before it is whole
    metadata = dict(found.metadata or {})
    metadata[b"complete"] = b"yes" if complete else b"no"
    return pyarrow.Table.from_batches(batches, found).replace_schema_metadata(metadata)


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
