"""An array on disk, mapped into memory: np.memmap on a file that np.save wrote."""

import os

import numpy as np

from workbench.contracts import Workload

ROWS, COLUMNS = 100_000, 20


class AsPrinted(Workload):
    """np.memmap knows nothing of the header of a .npy file, and reads it as numbers."""

    name = "memmap of a .npy file, as printed"
    score_name = "share of values right"

    def prepare(self, folder):
        np.save(os.path.join(folder, "rows.npy"), np.random.default_rng(0).normal(size=(ROWS, COLUMNS)))

    def load(self, folder):
        return os.path.join(folder, "rows.npy")

    def run(self, path, context):
        return np.memmap(path, dtype="float64", mode="r", shape=(ROWS, COLUMNS))

    def score(self, path, found):
        return float(np.mean(found == np.random.default_rng(0).normal(size=(ROWS, COLUMNS))))


class Mended(AsPrinted):
    """np.load reads the header, and maps what follows it."""

    name = "memmap of a .npy file, mended"

    def run(self, path, context):
        return np.load(path, mmap_mode="r")
