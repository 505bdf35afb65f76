"""A person's own data: a table in a CSV, Parquet or .npy file."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any, List, Optional

from workbench.child.scoring import accuracy, r2
from workbench.contracts import Workload
from workbench.errors import DataError
from workbench.workloads._place import working_folder
from workbench.workloads._split import Split, open_split, write_split
from workbench.workloads._tablefile import Columns, read_columns, target_is_number

TASKS = ("regression", "classification")
HELD = {
    "regression": "numbers, so the task is regression, scored by R²; "
    'if they are classes, write data = { path = …, target = …, task = "classification" }',
    "classification": "text or true/false, so the task is classification, scored by accuracy",
}
"""Of an inferred task: what decided it, and the key that decides otherwise."""
TEST_SHARE = 0.2
FEWEST_ROWS = 10


class Table(Workload):
    """Predict the column `target` of the file `path` from all its others; scored on a held-out fifth.

    `path` starts at the folder that workbench runs in. `target` is a column's name, of an .npy file its number;
    "" is the last column. `task` "" decides by the target's type: numbers are a regression (R²), text and
    true/false a classification (accuracy); write `classification` for classes that are numbers.

    Rows with a missing or infinite value are dropped, and the run says how many. Text becomes a
    column of 0 and 1 for each value; other columns are standardised by the training part.

    Tolerance: 0.005 of R²; of an accuracy one standard error at most, 0.5 / √(held-out rows).
    """

    name = "table"
    requires = {"numpy": "pip install numpy"}
    parameters = {"path": "", "target": "", "task": ""}

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        if self.values["task"] not in ("", *TASKS):
            raise DataError("table: task is %r; allowed are %s" % (self.values["task"], ", ".join(TASKS)))

    @property
    def task(self) -> Optional[str]:  # type: ignore[override] # known only once the file is
        """As asked for, else by the target's type. None while no file is named."""
        if not self.values["path"]:
            return None
        number = target_is_number(self._path(), self.values["target"])
        if self.values["task"]:
            return str(self.values["task"])
        return "regression" if number else "classification"

    def key(self) -> str:
        """SHA-256 of the file."""
        if not self.values["path"]:
            return ""
        digest = hashlib.sha256()
        with open(self._path(), "rb") as file:
            for block in iter(lambda: file.read(2**20), b""):
                digest.update(block)
        return digest.hexdigest()

    def notes(self) -> List[str]:
        """Which task the target's type decided on, and how many rows are left out."""
        if not self.values["path"]:
            return []
        found = []
        if not self.values["task"]:
            target = "`%s`" % self.values["target"] if self.values["target"] else "its last column"
            found.append("%s: %s holds %s" % (self.values["path"], target, HELD[str(self.task)]))
        columns = read_columns(self._path(), self.values["target"])
        if columns.dropped:
            rows = columns.dropped + len(columns.target)
            found.append(
                "%d of %d rows of %s are left out: they have blanks (or infinite values)"
                % (columns.dropped, rows, self.values["path"])
            )
        return found

    def prepare(self, folder: str) -> None:
        """Read the file, split it in a fixed random order and write both parts."""
        import numpy as np

        task = self.task
        columns = read_columns(self._path(), self.values["target"])
        if len(columns.target) < FEWEST_ROWS:
            raise DataError(
                "%s has %d complete rows; at least %d are needed"
                % (self.values["path"], len(columns.target), FEWEST_ROWS)
            )
        target, classes = self._target(columns.target, task)
        order = np.random.default_rng(0).permutation(len(target))
        train, test = np.split(order, [len(target) - int(len(target) * TEST_SHARE)])
        features = _standardised(columns, train)
        write_split(folder, Split(features[train], target[train], features[test], target[test]))
        about = {"task": task, "classes": classes, "features": columns.names, "rows_dropped": columns.dropped}
        with open(os.path.join(folder, "about.json"), "w", encoding="utf-8") as file:
            json.dump(about, file)

    def load(self, folder: Optional[str]) -> Split:
        """Both parts; X memory-mapped. Says from then on how it is scored."""
        assert folder is not None
        with open(os.path.join(folder, "about.json"), encoding="utf-8") as file:
            regression = json.load(file)["task"] == "regression"
        split = open_split(folder)
        self.score_name = "R²" if regression else "accuracy"
        self.tolerance = 0.005 if regression else 0.5 / float(len(split.y_test)) ** 0.5
        return split

    def score(self, data: Split, result: Any) -> float:
        """R² or accuracy over the held-out rows."""
        measure = r2 if self.score_name == "R²" else accuracy
        return measure(data.y_test, result.predict(data.X_test))

    def _path(self) -> str:
        if not self.values["path"]:
            raise DataError("table: no file is named", 'write data = { path = "mine.csv", target = "y" }')
        return os.path.join(working_folder(), os.path.expanduser(self.values["path"]))

    def _target(self, values: Any, task: Optional[str]) -> Any:
        """(target, classes): numbers as they are, or codes 0, 1, … and what they stand for."""
        import numpy as np

        what = "%s: the target %r" % (self.values["path"], self.values["target"] or "(last column)")
        if task == "regression":
            if values.dtype.kind != "f":
                raise DataError(what + " holds text, and a regression needs numbers", 'write task = "classification"')
            return values, None
        classes, codes = np.unique(values, return_inverse=True)
        if len(classes) < 2:
            raise DataError(what + " takes one value only: there is nothing to classify")
        if len(classes) > len(values) // 2:
            raise DataError(
                what + " takes %d values in %d rows: these are no classes" % (len(classes), len(values)),
                'write task = "regression"' if values.dtype.kind == "f" else "name another column as the target",
            )
        return codes.astype(np.int32), [str(value) for value in classes]


def _standardised(columns: Columns, train: Any) -> Any:
    """The features; each column of numbers to mean 0 and standard deviation 1 in the training rows."""
    import numpy as np

    number = np.array(columns.is_number)
    mean = np.where(number, columns.features[train].mean(axis=0), 0.0)
    deviation = np.where(number, columns.features[train].std(axis=0), 1.0)
    return (columns.features - mean) / np.where(deviation > 0, deviation, 1.0)


PLUGIN = Table
