"""The backend without workers: everything runs in the trial's own process."""

from __future__ import annotations

import contextlib
import sys
from typing import Any, ContextManager

from workbench.contracts import Backend


class Serial(Backend):
    """No workers, no start-up, nothing imported: the base that parallel work has to beat."""

    name = "serial"
    max_workers = 1

    def active(self) -> ContextManager[Any]:
        """Hold joblib, if the work has loaded it, to this process, whatever `n_jobs` an estimator was given."""
        joblib = sys.modules.get("joblib")
        if joblib is None:
            return contextlib.nullcontext()
        context: ContextManager[Any] = joblib.parallel_config(backend="sequential", n_jobs=1)
        return context


PLUGIN = Serial
