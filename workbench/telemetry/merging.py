"""What the samplers of several nodes saw, in the one series file of their trial."""

from __future__ import annotations

import os
from typing import Any, Dict, List, Mapping

from workbench.telemetry.point_file import PointColumns
from workbench.telemetry.series import STREAM_SUFFIX, read_series, schema

OF_TRACKS = ("probe", "series", "process")
WORDS = ("node", *OF_TRACKS)


def add_nodes(path: str, points_of: Mapping[str, PointColumns]) -> None:
    """Add the points of each node, in the seconds of the trial, to the stream at `path`, whole or not at all.

    Where the trial's own sampler wrote nothing there, a new one is begun. Node by node, so that no more is held twice
    than one of them. Raises OSError.
    """
    import pyarrow as pa

    found = {node: points for node, points in points_of.items() if points.at}
    if not found:
        return
    own = read_series(path[: -len(STREAM_SUFFIX)]) if os.path.exists(path) else schema().empty_table()
    metadata = {key: value for key, value in (own.schema.metadata or {}).items() if key != b"complete"}
    words = _Words(own, found)
    described = schema().with_metadata(metadata or None)
    with pa.OSFile(path + ".part", "wb") as file, pa.ipc.new_stream(file, described) as stream:
        stream.write_batch(words.batch_of_table(own))
        for node, points in found.items():
            stream.write_batch(words.batch_of_node(node, points))
    os.replace(path + ".part", path)


class _Words:
    """The words of each column over all batches: a stream may have one dictionary a column only."""

    def __init__(self, own: Any, points_of: Mapping[str, PointColumns]) -> None:
        self._places: Dict[str, Dict[str, int]] = {}
        for column in WORDS:
            words = list(own[column].cast("string").unique().to_pylist())
            if column == "node":
                words.extend(points_of)
            else:
                at = OF_TRACKS.index(column)
                words.extend(track[at] for points in points_of.values() for track in points.tracks)
            self._places[column] = {word: place for place, word in enumerate(dict.fromkeys(words))}

    def batch_of_table(self, table: Any) -> Any:
        """The rows of the trial's own sampler."""
        places = {name: [self._places[name][word] for word in table[name].to_pylist()] for name in WORDS}
        return self._batch(table["at_seconds"].to_pylist(), places, table["value"].to_pylist())

    def batch_of_node(self, node: str, points: PointColumns) -> Any:
        """The points of one node."""
        import numpy as np

        track = np.frombuffer(points.track, dtype=points.track.typecode)
        places: Dict[str, Any] = {"node": np.full(len(track), self._places["node"][node])}
        for at, name in enumerate(OF_TRACKS):
            places[name] = np.array([self._places[name][each[at]] for each in points.tracks])[track]
        return self._batch(np.frombuffer(points.at), places, np.frombuffer(points.value))

    def _batch(self, at: Any, places: Mapping[str, Any], values: Any) -> Any:
        import pyarrow as pa

        columns: List[Any] = []
        for field in schema():
            if field.name in places:
                indices = pa.array(places[field.name], field.type.index_type)
                columns.append(pa.DictionaryArray.from_arrays(indices, list(self._places[field.name])))
            else:
                columns.append(pa.array(at if field.name == "at_seconds" else values, field.type))
        return pa.record_batch(columns, schema=schema())
