"""LightGBM's LGBMClassifier on a card, by CUDA."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers.lightgbm_lgbm_classifier import LGBMClassifier as OnCpu


class LGBMClassifier(OnCpu):
    """lightgbm.LGBMClassifier with device_type="cuda", which the wheel lacks: it is compiled from source (minutes).

    Rows come from host memory and are binned there within `fit`: the transfer can't be told from the rest.
    """

    name = "lightgbm.LGBMClassifier.cuda"
    environment = DeclaredEnvironment(
        "lightgbm-cuda",
        ("lightgbm==4.7.*", "scikit-learn==1.9.*"),
        needs=("nvcc", "cmake", "g++"),
        options=("--no-binary=lightgbm", "--config-settings=cmake.define.USE_CUDA=ON"),
    )
    devices = ("cuda",)
    scales_with = "threads"
    # Histograms are added up in an order that differs from launch to launch.
    deterministic = False

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """As on the CPU; what stays on the host has the threads that the case has."""
        return dict(super().arguments(data, context), device_type="cuda", n_jobs=context.threads_per_worker)


PLUGIN = LGBMClassifier
