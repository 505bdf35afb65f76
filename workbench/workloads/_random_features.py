"""A classifier of random features in three arrays on disk: what is trained once and served afterwards."""

from __future__ import annotations

import os
from typing import Any

RIDGE = 1e-2
ARRAYS = ("directions", "offsets", "weights")


class RandomFeatures:
    """Answers argmax over classes of cos(x·directions + offsets)·weights, as `train` wrote them to `folder`.

    Nearly all of its size and of its time is `directions` (features × components, float32): one row moves all of it
    through the processor, many rows at once move it once. `mapped`: the file's own pages are used, which the kernel
    holds once for all processes; else the process has a copy. Source: Rahimi & Recht, NIPS 2007.
    """

    def __init__(self, folder: str, mapped: bool = False) -> None:
        import numpy as np

        self._cos, self._float32 = np.cos, np.float32
        paths = [os.path.join(folder, name + ".npy") for name in ARRAYS]
        loaded = [np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False) for path in paths]
        # A plain view of what is mapped: arithmetic of a memmap makes memmaps again, more slowly.
        self._directions, self._offsets, self._weights = (array.view(np.ndarray) for array in loaded)

    @property
    def features(self) -> int:
        """How many numbers a row has."""
        return int(self._directions.shape[0])

    def decide(self, rows: Any) -> Any:
        """How much speaks for each class, shape (rows, classes), for rows of float32."""
        return self._cos(rows @ self._directions + self._offsets) @ self._weights

    def predict(self, rows: Any) -> Any:
        """The class of each row, whole numbers of shape (rows,)."""
        return self.decide(rows).argmax(axis=1)


def train(folder: str, rows: Any, classes: Any, components: int, random: Any) -> None:
    """Fit by ridge regression on `components` random features of `rows`, and write the arrays to `folder`.

    `classes` are whole numbers from 0 on, shape (rows,). The width of the features is the median distance between
    rows. Solved in the dual, which is as large as there are rows.
    """
    import numpy as np

    width = np.float32(np.median(np.linalg.norm(rows - rows[::-1], axis=1)))
    directions = random.standard_normal((rows.shape[1], components), dtype=np.float32) / width
    offsets = random.uniform(0.0, 2.0 * np.pi, components).astype(np.float32)
    features = np.cos(rows @ directions + offsets)
    gram = features @ features.T + RIDGE * components * np.eye(len(rows), dtype=np.float32)
    weights = features.T @ np.linalg.solve(gram, np.eye(classes.max() + 1, dtype=np.float32)[classes])
    for name, array in zip(ARRAYS, (directions, offsets, weights)):
        np.save(os.path.join(folder, name + ".npy"), array.astype("<f4", copy=False), allow_pickle=False)
