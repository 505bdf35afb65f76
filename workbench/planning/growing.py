"""Weak scaling: parameters that a block says grow are in proportion to the workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.model.case import Scalar
from workbench.model.description import Description
from workbench.planning.complaints import Complaints, shown
from workbench.planning.requests import CaseRequest


def check_growing(request: CaseRequest, description: Description, complaints: Complaints) -> None:
    """Complain about a name in `grows` that is no number of the workload."""
    at = (*request.at, "grows")
    for name in request.grows:
        default = description.parameters.get(name)
        if name not in description.parameters:
            owner = "parameter of %s" % shown(request.workload)
            complaints.unknown(at, owner, name, description.parameters)
        elif isinstance(default, bool) or not isinstance(default, (int, float)):
            complaints.add(at, "`%s` of %s is no number: it can't grow with the workers" % (name, request.workload))


def grown(
    request: CaseRequest, description: Description, parameters: Mapping[str, Scalar], workers: int
) -> dict[str, Scalar]:
    """The parameters at a worker count: what grows is multiplied by it, from the value for one worker."""
    found = dict(parameters)
    for name in request.grows:
        share = parameters.get(name, description.parameters.get(name))
        if isinstance(share, (int, float)):
            found[name] = share * workers
    return found


def sizes(
    request: CaseRequest, description: Description, parameters: Mapping[str, Scalar]
) -> Iterator[dict[str, Scalar]]:
    """The parameters at every worker count, once where nothing grows.

    One worker is among them: a solver that scales with threads runs with one, whatever the block says.
    """
    for workers in dict.fromkeys((1, *request.every_worker_count())) if request.grows else (1,):
        yield grown(request, description, parameters, workers)
