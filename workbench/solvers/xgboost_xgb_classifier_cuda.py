"""XGBoost's XGBClassifier on a card."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers.xgboost_xgb_classifier import XGBClassifier as OnCpu


class XGBClassifier(OnCpu):
    """xgboost.XGBClassifier with device="cuda", in the package that has CUDA in it (for CUDA 12).

    Rows come from host memory and are binned and shipped within `fit`: the transfer can't be told from the rest.
    """

    name = "xgboost.XGBClassifier.cuda"
    requires = {"xgboost": "pip install xgboost"}
    environment = DeclaredEnvironment("xgboost-cuda", ("xgboost==3.2.*", "scikit-learn==1.9.*"))
    devices = ("cuda",)
    scales_with = "threads"
    # Histograms are added up in an order that differs from launch to launch.
    deterministic = False

    def threads(self, context: Context) -> int:
        """What stays on the host has the threads that the case has."""
        return context.threads_per_worker

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As on the CPU."""
        return dict(super().arguments(data, context), device="cuda")


PLUGIN = XGBClassifier
