"""The environment of Dask-ML's solvers."""

from __future__ import annotations

from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._dask import OnDask

ENVIRONMENT = DeclaredEnvironment(
    "dask-ml",
    (
        "dask-ml==2025.1.0",
        "dask[dataframe]==2025.1.0",
        "distributed==2025.1.0",
        "scikit-learn==1.6.*",
        "numpy==2.*",
    ),
)
"""Dask-ML's last version, with the Dask and the scikit-learn of its day: its HyperbandSearchCV and IncrementalSearchCV
fail with dask and distributed 2026.8."""


class DaskMLSolver(OnDask):
    """One of Dask-ML's estimators on a Dask cluster of the trial's own. Source: ml.dask.org, class by class."""

    requires = {"dask_ml": "pip install dask-ml", "distributed": "pip install distributed"}
    environment = ENVIRONMENT
