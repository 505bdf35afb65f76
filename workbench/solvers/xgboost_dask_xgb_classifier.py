"""XGBoost on Dask: DaskXGBClassifier."""

from __future__ import annotations

from typing import Any

from workbench.child.loopback import leave_networks
from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._dask import OnDask, in_blocks
from workbench.solvers.xgboost_xgb_classifier import XGBClassifier


class DaskXGBClassifier(OnDask, XGBClassifier):
    """The trees of xgboost.XGBClassifier, grown by a process a worker on its own blocks of `block_rows` rows.

    Histograms are added up over all processes at every level of a tree. Each has one thread. XGBoost's processes listen
    to every network while they train, and can't be told otherwise: the trial runs in a network of its own, which has a
    loopback only. On a cluster they listen to every network of their nodes: a practice cluster's have their own.
    """

    name = "xgboost.DaskXGBClassifier"
    requires = dict(XGBClassifier.requires, distributed="pip install 'dask[dataframe]' distributed")
    environment = DeclaredEnvironment(
        "xgboost-dask",
        ("xgboost-cpu==3.2.*", "dask[dataframe]==2026.8.*", "distributed==2026.8.*", "scikit-learn==1.9.*"),
    )
    parameters = {**XGBClassifier.parameters, "block_rows": 10000}

    def configure(self, context: Context) -> None:
        """Leave every network but the loopback, before there are threads; not those of a cluster that lends a part."""
        if not context.lent:
            leave_networks()

    def estimator_class(self) -> Any:
        """DaskXGBClassifier."""
        from xgboost import dask

        return dask.DaskXGBClassifier

    def solve(self, data: Any, context: Context) -> Any:
        """Fit on blocks that are read where they are needed; returns a model of this process alone."""
        import dask

        chosen = {name: value for name, value in self.arguments(data, context).items() if name != "block_rows"}
        estimator = self.imported(**dict(chosen, n_jobs=1, verbosity=0))
        estimator.client = self.client
        rows, labels = (in_blocks(part, self.values["block_rows"]) for part in (data.X_train, data.y_train))
        # Workers find one another through a tracker beside the scheduler; by itself it takes the address of any network
        # of the machine.
        with dask.config.set({"xgboost.scheduler_address": self.scheduler_host()}):
            estimator.fit(rows, labels)
        return InThisProcess(estimator.get_booster())


class InThisProcess:
    """A fitted booster that predicts plain rows, without the cluster."""

    def __init__(self, booster: Any) -> None:
        self._booster = booster

    def predict_proba(self, rows: Any) -> Any:
        """Shape (rows, 2)."""
        import numpy as np

        positive = self._booster.inplace_predict(np.asarray(rows))
        return np.stack([1 - positive, positive], axis=1)

    def predict(self, rows: Any) -> Any:
        """The more likely class."""
        return self.predict_proba(rows).argmax(axis=1)


PLUGIN = DaskXGBClassifier
