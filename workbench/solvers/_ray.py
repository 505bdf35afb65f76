"""What solvers that work on Ray share: their environment, and a cluster of the trial's own."""

from __future__ import annotations

from typing import Any

from workbench.child.ray import LocalCluster
from workbench.contracts import Context, Solver
from workbench.model.declared_environment import DeclaredEnvironment

ENVIRONMENT = DeclaredEnvironment(
    "ray",
    ("ray[data,tune]==2.56.*", "hpbandster==0.7.4", "ConfigSpace==1.2.*", "scikit-learn==1.9.*", "numpy==2.*"),
)
"""hpbandster and ConfigSpace are what Tune's BOHB draws candidates by."""


class OnRay(Solver):
    """Works on a cluster of Ray with a CPU for each of `workers`, up in the phase `start`."""

    requires = {"ray": "pip install 'ray[data,tune]'", "sklearn": "pip install scikit-learn"}
    environment = ENVIRONMENT
    scales_with = "own"

    def configure(self, context: Context) -> None:
        """Keep Ray to the loopback, which it reads when it is imported."""
        self.cluster = LocalCluster(context.scratch)
        self.cluster.configure(context.threads_per_worker)

    def start(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Bring Ray up."""
        self.cluster.start(context.workers)

    def stop(self) -> None:
        """Take it down."""
        self.cluster.stop()
