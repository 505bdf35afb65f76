"""LightGBM's LGBMClassifier on a card, by OpenCL."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers.lightgbm_lgbm_classifier import LGBMClassifier as OnCpu


class LGBMClassifier(OnCpu):
    """lightgbm.LGBMClassifier with device_type="gpu", which the wheel can do where the driver brings OpenCL.

    Rows come from host memory and are binned there within `fit`: the transfer can't be told from the rest.
    """

    name = "lightgbm.LGBMClassifier.opencl"
    devices = ("cuda",)
    scales_with = "threads"
    # Histograms are added up in an order that differs from launch to launch.
    deterministic = False

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As on the CPU; what stays on the host has the threads that the case has."""
        return dict(super().arguments(data, context), device_type="gpu", n_jobs=context.threads_per_worker)


PLUGIN = LGBMClassifier
