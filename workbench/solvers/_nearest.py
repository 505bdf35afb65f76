"""What the solvers by nearest neighbours share: how many there are, and the training rows they look among."""

from __future__ import annotations

from workbench.errors import PluginError

PARAMETERS = {"n_neighbors": 50}


def require_neighbors(n_neighbors: int) -> None:
    """Raise PluginError where there is none to ask."""
    if n_neighbors < 1:
        raise PluginError("n_neighbors is %d; it must be at least 1" % n_neighbors)
