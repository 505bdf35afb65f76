"""The backend of work that brings its own workers: plain functions of `workers`, and commands."""

from __future__ import annotations

from typing import Any, Callable, Iterable, List

from workbench.contracts import Backend
from workbench.errors import WorkbenchError


class Own(Backend):
    """Starts nothing. The work is told how many workers to use and finds them itself."""

    name = "own"

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:  # noqa: ARG002 - there is none
        """Raise WorkbenchError: there are no workers here to give work to."""
        raise WorkbenchError(
            "the backend `own` has no workers to map on: it is for work that starts its own",
            "name a backend that has workers (such as `loky`), or use `context.workers` and start them in the work",
        )


PLUGIN = Own
