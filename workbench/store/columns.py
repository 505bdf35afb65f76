"""Many trials at once, for summaries and charts: a fast partial read, and the same as arrays."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.model.run import RunHeader
from workbench.model.trial import STATUSES
from workbench.store.layout import TRIALS_FILE
from workbench.store.lines import read_lines
from workbench.store.reader import read_header
from workbench.store.rows import TrialRow


@dataclass(frozen=True)
class RunRows:
    """A run as `model.run.Run`, with the part of each trial that summaries need."""

    header: RunHeader
    trials: tuple[TrialRow, ...]
    folder: str
    warnings: tuple[str, ...] = ()


def read_rows(folder: str) -> RunRows:
    """As `reader.read_run`, several times faster. Raises StoreError as it does."""
    header, form = read_header(folder)
    trials, warnings = read_lines(os.path.join(folder, TRIALS_FILE), form.row)
    return RunRows(header, trials, folder, warnings)
