"""tune-sklearn's TuneGridSearchCV: scikit-learn's grid search over Ray, as of 2022, in an interpreter of its time."""

from __future__ import annotations

import os
from typing import Any, Dict

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._ray_cluster import RayCluster
from workbench.solvers._searches import TextSearch

TUNE_SETTINGS = {"TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1"}


class TuneGridSearchCV(TextSearch):
    """Tries the whole grid, one candidate a trial of Ray Tune on one CPU; each trial fits its `cv` folds in turn.

    Ray starts in the phase `start` and stands between calls. Source: github.com/ray-project/tune-sklearn, which is
    no longer maintained: 0.4.5 is its last version, and needs the Ray of its day.
    """

    name = "tune_sklearn.TuneGridSearchCV"
    requires = {"tune_sklearn": "pip install tune-sklearn", "sklearn": "pip install scikit-learn"}
    environment = DeclaredEnvironment(
        "tune-sklearn",
        (
            "tune-sklearn==0.4.5",
            "ray[tune]==2.2.0",
            "scikit-learn<1.2",
            "numpy<1.24",
            "pandas<2",
            "protobuf<4",
            "pydantic<2",
            "setuptools<70",
        ),
        python="3.9",
    )
    scales_with = "own"

    def configure(self, context: Context) -> None:
        """Keep Ray to the loopback, and what Tune keeps to `scratch`."""
        os.environ.update(TUNE_SETTINGS, TUNE_RESULT_DIR=context.scratch)
        self._cluster = RayCluster(context.scratch)
        self._cluster.configure(context.threads_per_worker)

    def search_class(self) -> Any:
        """TuneGridSearchCV."""
        from tune_sklearn import TuneGridSearchCV as Search

        return Search

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Bring Ray up."""
        self._cluster.start(context.workers)

    def stop(self) -> None:
        """Take Ray down."""
        self._cluster.stop()

    def searching(self, context: Context) -> Dict[str, Any]:
        """The grid, on `workers` trials at a time."""
        return {
            "param_grid": self.grid(),
            "n_jobs": context.workers,
            "local_dir": context.scratch,
            "loggers": [],
            "verbose": 0,
        }


PLUGIN = TuneGridSearchCV
