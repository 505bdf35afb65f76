"""A person's table (CSV, Parquet or .npy), read to numbers."""

from __future__ import annotations

import difflib
import os
from typing import Any, List, NamedTuple, Optional, Sequence

from workbench.errors import DataError

MOST_CATEGORIES = 1000
ENDINGS = (".csv", ".csv.gz", ".parquet", ".npy")


class Columns(NamedTuple):
    """A table as numbers.

    `features` is rows × columns (float64), with a name a column; `is_number` is False for a column of 0 and 1
    that stands for one value of a text. `target` (rows) is as it was read. `dropped` rows had a gap.
    """

    features: Any
    names: List[str]
    is_number: List[bool]
    target: Any
    dropped: int


def read_columns(path: str, target: str) -> Columns:
    """Read the whole table. `target` is a column's name (for .npy its number); "" is the last one.

    Rows with a missing or infinite value are dropped and counted. A column of text becomes a column of 0 and 1
    for each value it takes. Raises DataError where nothing is left, or for a column of another kind.
    """
    columns = _from_npy(path, target) if path.endswith(".npy") else _from_arrow(path, target)
    if not len(columns.target):
        raise DataError("%s: no complete row (%d have a missing value)" % (path, columns.dropped))
    if not columns.names:
        raise DataError("%s: there is no column besides the target" % path)
    return columns


def target_is_number(path: str, target: str) -> bool:
    """Whether the target holds quantities (not text, not true/false), from the file's head.

    Raises DataError where the file or the column is not there.
    """
    if path.endswith(".npy"):
        array = _open_npy(path)
        _position(path, [str(number) for number in range(array.shape[1])], target)
        return bool(array.dtype.kind != "b")
    schema = _schema(path)
    return _kind(schema.field(_position(path, schema.names, target)).type) == "number"


def _position(path: str, names: Sequence[str], target: str) -> int:
    if target == "" and names:
        return len(names) - 1
    if names.count(target) == 1:
        return names.index(target)
    if names.count(target) > 1:
        raise DataError("%s: %d columns are called %r" % (path, names.count(target), target))
    near = difflib.get_close_matches(target, names, 1)
    hint = "did you mean %r?" % near[0] if near else "it has %s" % ", ".join(repr(name) for name in names[:20])
    raise DataError("%s has no column %r" % (path, target), hint)


def _existing(path: str) -> str:
    if not path.endswith(ENDINGS):
        raise DataError("%s: its kind is not known; allowed are %s" % (path, ", ".join(ENDINGS)))
    if not os.path.isfile(path):
        raise DataError("%s: there is no such file" % path)
    return path


def _open_npy(path: str) -> Any:
    import numpy as np

    try:
        array = np.lib.format.open_memmap(_existing(path), mode="r")
    except (OSError, ValueError) as error:
        raise DataError("%s can't be read: %s" % (path, error)) from error
    if array.ndim != 2 or array.dtype.kind not in "biuf":
        raise DataError(
            "%s holds %s of shape %s; needed are numbers in rows and columns" % (path, array.dtype, array.shape)
        )
    return array


def _from_npy(path: str, target: str) -> Columns:
    import numpy as np

    array = _open_npy(path)
    names = [str(number) for number in range(array.shape[1])]
    position = _position(path, names, target)
    values = np.array(array, dtype=np.float64)
    values = values[np.isfinite(values).all(axis=1)]
    del names[position]
    features = np.delete(values, position, axis=1)
    return Columns(features, names, [True] * len(names), values[:, position], len(array) - len(values))


def _schema(path: str) -> Any:
    """The names and types of the columns; of a CSV file as its first block has them."""
    return _read_arrow(path, head=True).schema


def _read_arrow(path: str, head: bool) -> Any:
    _existing(path)
    try:
        import pyarrow as pa
        from pyarrow import csv, parquet
    except ImportError:
        raise DataError("reading %s needs pyarrow" % path, "pip install pyarrow") from None
    try:
        if path.endswith(".parquet"):
            return parquet.ParquetFile(path).schema_arrow.empty_table() if head else parquet.read_table(path)
        options = csv.ConvertOptions(strings_can_be_null=True)
        if not head:
            return csv.read_csv(path, convert_options=options)
        with csv.open_csv(path, convert_options=options) as reader:
            return reader.schema.empty_table()
    except (OSError, pa.ArrowException) as error:
        raise DataError("%s can't be read: %s" % (path, error)) from error


def _kind(type: Any) -> str:
    """`number`, `text` (names and truth values) or `other`."""
    from pyarrow import types

    if types.is_integer(type) or types.is_floating(type) or types.is_decimal(type):
        return "number"
    if types.is_dictionary(type):
        return _kind(type.value_type)
    if types.is_string(type) or types.is_large_string(type) or types.is_boolean(type):
        return "text"
    return "other"


def _from_arrow(path: str, target: str) -> Columns:
    import numpy as np

    table = _read_arrow(path, head=False)
    position = _position(path, table.column_names, target)
    complete = table.drop_null()
    kept = np.ones(complete.num_rows, dtype=bool)
    columns = [_values(path, table.field(number), complete.column(number)) for number in range(table.num_columns)]
    for values in columns:
        if values.dtype.kind == "f":
            kept &= np.isfinite(values)
    columns = [values[kept] for values in columns]
    goal = columns.pop(position)
    names = [name for number, name in enumerate(table.column_names) if number != position]
    return _spread(path, names, columns, goal, table.num_rows - int(kept.sum()))


def _values(path: str, field: Any, column: Any) -> Any:
    """A column without gaps, as float64 or as text."""
    import numpy as np

    kind = _kind(field.type)
    if kind == "number":
        return np.from_dlpack(column.cast("float64").combine_chunks())
    if kind == "text":
        return np.array([str(value) for value in column.to_pylist()], dtype=np.str_)
    # A column that is missing throughout leaves no complete row, which is what is then said.
    if not len(column):
        return np.empty(0)
    raise DataError(
        "%s: column %r holds %s; allowed are numbers, text and true/false" % (path, field.name, field.type),
        "turn it into numbers, or take it out",
    )


def _spread(path: str, names: Sequence[str], columns: Sequence[Any], goal: Any, dropped: int) -> Columns:
    """Texts as columns of 0 and 1."""
    import numpy as np

    features: List[Any] = []
    labels: List[str] = []
    is_number: List[bool] = []
    for name, values in zip(names, columns):
        found: Optional[Any] = None if values.dtype.kind == "f" else np.unique(values)
        if found is None:
            features.append(values[:, None])
        elif len(found) > MOST_CATEGORIES:
            raise DataError(
                "%s: column %r takes %d different texts; at most %d are spread into columns"
                % (path, name, len(found), MOST_CATEGORIES),
                "take it out if it only names the row",
            )
        else:
            features.append((values[:, None] == found[None, :]).astype(np.float64))
        labels += [name] if found is None else ["%s=%s" % (name, value) for value in found]
        is_number += [True] if found is None else [False] * len(found)
    matrix = np.concatenate(features, axis=1) if features else np.empty((len(goal), 0))
    return Columns(matrix, labels, is_number, goal, dropped)
