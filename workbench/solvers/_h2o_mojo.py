"""Scoring by a MOJO, H2O's exported model: Java without a cluster."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Any, List

from workbench.errors import WorkbenchError
from workbench.solvers._h2o import TARGET, Phase, processors, unmarked
from workbench.solvers._h2o_csv import read_probabilities, write_rows

PROGRAM = "hex.genmodel.tools.PredictCsv"
"""Scores a CSV row by row, on one thread; part of h2o.jar."""
SAID_CHARACTERS = 500


class Mojo:
    """The model at `path`, scored by `workers` Java processes at once, each with a part of the rows.

    Each call starts them anew, as running H2O's own program for it does.
    """

    def __init__(self, path: str, workers: int, heap_bytes: int) -> None:
        self._path = path
        self._workers = workers
        self._heap_bytes = heap_bytes

    def predict_proba(self, rows: Any, phase: Phase = unmarked) -> Any:
        """Shape (rows, 2). Raises WorkbenchError where Java fails."""
        folder = os.path.dirname(self._path)
        parts = [part for part in parts_of(rows, self._workers) if len(part)]
        files = [os.path.join(folder, "part%d.csv" % place) for place in range(len(parts))]
        with phase("transfer_in"):
            for file, part in zip(files, parts):
                write_rows(file, part, None, TARGET)
        with phase("compute"):
            for process in [self._started(file) for file in files]:
                _, said = process.communicate()
                if process.returncode != 0:
                    raise WorkbenchError(
                        "%s ended with status %d: %s" % (PROGRAM, process.returncode, said.strip()[-SAID_CHARACTERS:])
                    )
        with phase("transfer_out"):
            return read_probabilities([scored(file) for file in files])

    def predict(self, rows: Any) -> Any:
        """The more likely class."""
        return self.predict_proba(rows).argmax(axis=1)

    def _started(self, file: str) -> subprocess.Popen[str]:
        memory = "-Xmx%dk" % (self._heap_bytes // 1024 // self._workers)
        ends = ["--mojo", self._path, "--input", file, "--output", scored(file), "--decimal"]
        return subprocess.Popen(
            [_java(), *processors(1), memory, "-cp", _jar(), PROGRAM, *ends],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )


def parts_of(rows: Any, count: int) -> List[Any]:
    """`count` runs of neighbouring rows, as equal as they can be."""
    ends = [len(rows) * place // count for place in range(count + 1)]
    return [rows[first:last] for first, last in zip(ends, ends[1:])]


def scored(file: str) -> str:
    """Where the predictions for a file go."""
    return file + ".scored"


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    there = os.path.join(home, "bin", "java") if home else None
    return there if there is not None and os.access(there, os.X_OK) else shutil.which("java") or "java"


def _jar() -> str:
    import h2o

    return os.path.join(os.path.dirname(str(h2o.__file__)), "backend", "bin", "h2o.jar")
