"""Which earlier run a run is held against when nobody names one."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.store.catalogue import RunEntry


def baseline_of(run: RunEntry, among: Iterable[RunEntry]) -> RunEntry | None:
    """The newest earlier run of the same suite on the same machine that is complete; None where there is none.

    Complete means that every planned trial was recorded, well ended or not.
    """
    earlier = (
        each
        for each in among
        if each.readable
        and each.folder != run.folder
        and (each.name, each.machine_id) == (run.name, run.machine_id)
        and each.recorded >= each.planned
        and (each.created_at, each.run_id) < (run.created_at, run.run_id)
    )
    return max(earlier, key=lambda each: (each.created_at, each.run_id), default=None)
