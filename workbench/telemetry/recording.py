"""Writing a series file while its trial runs."""

from __future__ import annotations

import importlib
import threading
from array import array
from itertools import accumulate
from typing import Any, Callable, Dict, List, Mapping, Optional, Protocol

from workbench.telemetry.points import Points
from workbench.telemetry.series import schema

FLUSH_SECONDS = 1.0


class SeriesSink(Protocol):
    """Where the points of a watch go. `reason` says why no more do, `errors` counts what went wrong."""

    reason: Optional[str]
    errors: int

    def flush_if_due(self, now: float) -> None:
        """Write what is remembered, if it is time."""

    def close(self) -> None:
        """Write the rest."""


class SeriesFiles(Protocol):
    """A form that series files have."""

    def writer(self, path: Optional[str], metadata: Mapping[str, str], points: Points) -> SeriesSink:
        """The file at `path` (None: nowhere) for the points of one watch."""


class ArrowImport:
    """The Arrow library, imported beside the work: in the 200 ms it takes the first trial must not go unseen."""

    def __init__(self, module: str = "pyarrow") -> None:
        self.reason: Optional[str] = None
        self._module = module
        self._thread = threading.Thread(target=self._load, name="arrow-import", daemon=True)
        self._thread.start()

    def ready(self) -> bool:
        """Whether it has been tried; then `reason` is why it can't be used, None where it can."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Until it has been tried."""
        self._thread.join()

    def writer(self, path: Optional[str], metadata: Mapping[str, str], points: Points) -> SeriesWriter:
        """An Arrow IPC stream."""
        return SeriesWriter(path, metadata, self, points)

    def _load(self) -> None:
        try:
            importlib.import_module(self._module)
        except ImportError as error:
            self.reason = "no series file: needs pyarrow: pip install pyarrow (%s)" % error


class SeriesWriter:
    """Writes the points of a watch to an Arrow IPC stream about once a second; it begins at the first of these times.

    What goes wrong (no pyarrow, a full disk) ends the file, not the watch: `reason` says why, `errors` counts it.
    Without a path the points are dropped.
    """

    def __init__(
        self, path: Optional[str], metadata: Mapping[str, str], arrow: ArrowImport, points: Points, node: str = ""
    ) -> None:
        self.reason: Optional[str] = None
        self.errors = 0
        self._path = path
        self._metadata = dict(metadata)
        self._arrow = arrow
        self._points = points
        self._node = node
        self._file: Any = None
        self._writer: Any = None
        self._flush_at = float("-inf")
        self._words = Words()
        self._processes = Words()
        self._places: List[List[int]] = [[], [], []]

    def flush_if_due(self, now: float) -> None:
        """Write what is remembered if the last time is a second ago."""
        if now >= self._flush_at and self._arrow.ready():
            self._flush_at = now + FLUSH_SECONDS
            self._flush()

    def close(self) -> None:
        """Write the rest and the end of the stream."""
        if self._path is None:
            return
        self._arrow.wait()
        self._flush()
        if self._writer is not None:
            self._attempt(self._writer.close)
        if self._file is not None:
            self._attempt(self._file.close)
        self._path = self._writer = self._file = None

    def _flush(self) -> None:
        if self._path is not None and self.reason is None:
            self._write()
        self._points.clear()

    def _write(self) -> None:
        if self._arrow.reason is not None:
            self.reason = self._arrow.reason
            return
        if self._writer is None:
            self._attempt(self._begin)
        if self._points.at and self._writer is not None:
            self._attempt(self._write_batch)

    def _begin(self) -> None:
        import pyarrow as pa

        self._file = pa.OSFile(self._path, "wb")
        options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
        self._writer = pa.ipc.new_stream(self._file, schema().with_metadata(self._metadata), options=options)

    def _write_batch(self) -> None:
        import pyarrow as pa

        points, of = self._points, pa.DictionaryArray.from_arrays
        self._learn_tracks()
        probes, series, processes = [array("i", [places[track] for track in points.track]) for places in self._places]
        words = self._words.column()
        columns = [
            _numbers(points.at, pa.float64()),
            of(_numbers(array("h", bytes(2 * len(points.at))), pa.int16()), _strings([self._node])),
            of(_numbers(array("h", probes), pa.int16()), words),
            of(_numbers(array("h", series), pa.int16()), words),
            of(_numbers(processes, pa.int32()), self._processes.column()),
            _numbers(points.value, pa.float64()),
        ]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema()))

    def _learn_tracks(self) -> None:
        for track in self._points.tracks[len(self._places[0]) :]:
            for places, place in zip(
                self._places,
                (self._words.place(track.probe), self._words.place(track.series), self._processes.place(track.process)),
            ):
                places.append(place)

    def _attempt(self, action: Callable[[], Any]) -> None:
        try:
            action()
        except (OSError, ValueError) as error:  # pyarrow's errors are of these two
            self.reason = "series file ended: %s" % error
            self.errors += 1
            self._writer = None


class Words:
    """The words of a dictionary column, in the order they came; it only grows, so a stream sends what is new."""

    def __init__(self) -> None:
        self._places: Dict[str, int] = {}
        self._column: Any = None

    def place(self, word: str) -> int:
        """Where the word stands."""
        return self._places.setdefault(word, len(self._places))

    def column(self) -> Any:
        """All words as an Arrow array."""
        if self._column is None or len(self._column) != len(self._places):
            self._column = _strings(list(self._places))
        return self._column


def _numbers(values: array[Any], of: Any) -> Any:
    """An Arrow array over the values' own memory. (`pyarrow.array` would import pandas, half a second of it.)"""
    import pyarrow as pa

    return pa.Array.from_buffers(of, len(values), [None, pa.py_buffer(values)])


def _strings(words: List[str]) -> Any:
    import pyarrow as pa

    encoded = [word.encode("utf-8", "replace") for word in words]
    offsets = array("i", accumulate(map(len, encoded), initial=0))
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded)))
