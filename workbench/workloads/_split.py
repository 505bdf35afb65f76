"""Training and held-out arrays on disk: four `.npy` files, memory-mapped by every trial."""

from __future__ import annotations

import os
from typing import Any, NamedTuple


class Split(NamedTuple):
    """What `load` returns for regression and classification: X (rows × features) and y (rows)."""

    X_train: Any
    y_train: Any
    X_test: Any
    y_test: Any


def write_split(folder: str, split: Split) -> None:
    """Write each array to `<field>.npy` in `folder`, in C order."""
    import numpy as np

    for name, array in split._asdict().items():
        np.save(os.path.join(folder, name + ".npy"), np.ascontiguousarray(array), allow_pickle=False)


def open_split(folder: str) -> Split:
    """The arrays that `write_split` wrote: X memory-mapped and read-only, y in memory."""
    import numpy as np

    def opened(name: str) -> Any:
        path = os.path.join(folder, name + ".npy")
        return np.load(path, mmap_mode="r" if name.startswith("X") else None, allow_pickle=False)

    return Split(*(opened(name) for name in Split._fields))


def decision_values(model: Any, rows: Any) -> Any:
    """What a fitted two-class model ranks rows by, shape (rows,): its decision function, else P(class 1)."""
    if hasattr(model, "decision_function"):
        return model.decision_function(rows)
    return model.predict_proba(rows)[:, 1]
