"""Every parameter that can't be used, said at once."""

from __future__ import annotations

from typing import List

from workbench.errors import DataError


def refuse(workload: str, complaints: List[str]) -> None:
    """Raises DataError with all complaints, where there are any."""
    if complaints:
        raise DataError("%s: %s" % (workload, "; ".join(complaints)))
