"""What the solvers of the Extension for scikit-learn share: their environment, and workers as `n_jobs`."""

from __future__ import annotations

from typing import Any, Dict

from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment

REQUIRES = {"sklearnex": "pip install scikit-learn-intelex"}
ENVIRONMENT = DeclaredEnvironment("sklearnex", ("scikit-learn-intelex==2026.2.*", "scikit-learn==1.9.*"))


def on_workers(arguments: Dict[str, Any], context: Context) -> Dict[str, Any]:
    """scikit-learn's own arguments, on `context.workers` of oneDAL's threads."""
    return dict(arguments, n_jobs=context.workers)
