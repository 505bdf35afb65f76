"""A CSV file of numbers with a header, its target in the last column, in chunks of arrays."""

from __future__ import annotations

from typing import Any, Iterator, Tuple

READERS = ("pyarrow", "pandas")
REQUIRES = {
    "sklearn": "pip install scikit-learn",
    "pyarrow": "pip install pyarrow",
    "pandas": "pip install pandas",
}


def import_reader(reader: str) -> None:
    """Import what `chunks` and `whole` use: not for the measured time."""
    if reader == "pandas":
        import pandas as pd  # noqa: F401
    else:
        from pyarrow import csv  # noqa: F401


def chunks(reader: str, path: str, chunk_rows: int, threads: int) -> Iterator[Tuple[Any, Any]]:
    """(X, y) of about `chunk_rows` rows a time, float64; pandas cuts by rows, pyarrow by as many bytes.

    pandas reads in the calling thread; pyarrow parses one block at a time, ahead of who takes it.
    """
    import numpy as np

    if reader == "pandas":
        import pandas as pd

        with pd.read_csv(path, chunksize=chunk_rows) as frames:
            for frame in frames:
                values = frame.to_numpy()
                yield values[:, :-1], values[:, -1]
        return
    from pyarrow import csv

    _hold(threads)
    options = csv.ReadOptions(block_size=chunk_rows * _line_bytes(path), use_threads=threads > 1)
    with csv.open_csv(path, read_options=options) as batches:
        for batch in batches:
            # Arrow's own to_numpy imports pandas where that is installed.
            values = np.stack([np.from_dlpack(column) for column in batch.columns], axis=1)
            yield values[:, :-1], values[:, -1]


def whole(reader: str, path: str, threads: int) -> Tuple[Any, Any]:
    """(X, y) of the whole file, float64; X in the columns' order in memory."""
    import numpy as np

    if reader == "pandas":
        import pandas as pd

        frame = pd.read_csv(path)
        return frame.iloc[:, :-1].to_numpy(), frame.iloc[:, -1].to_numpy()
    from pyarrow import csv

    _hold(threads)
    table = csv.read_csv(path, read_options=csv.ReadOptions(use_threads=threads > 1)).combine_chunks()
    columns = [np.from_dlpack(column.chunk(0)) for column in table.columns]
    return np.stack(columns[:-1], axis=1), columns[-1]


def _hold(threads: int) -> None:
    """Arrow sizes its pool by the machine: hold it to the threads of the case."""
    import pyarrow as pa

    pa.set_cpu_count(threads)


def _line_bytes(path: str) -> int:
    """The length of the first line after the header."""
    with open(path, "rb") as file:
        file.readline()
        return max(1, len(file.readline()))
