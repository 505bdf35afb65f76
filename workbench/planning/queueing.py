"""Clusters that jobs bring up: what `[[clusters]]` says of them, and how large they have to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workbench.model.cluster import Access, PartAsked
from workbench.model.job_queue import LINES, JobRequest
from workbench.planning.limiting import BYTES_WHAT, as_bytes
from workbench.planning.measuring import read_seconds
from workbench.planning.tables import Table

ENGINE = "dask"
"""What the jobs bring up."""
_KEYS = ("account", "memory_per_node", "interface", "exclusive", "walltime", "wait", "directives", "prologue")


def read_jobs(table: Table, system: str) -> Access | None:
    """What stands under `slurm`, `pbs` or `lsf`; None after a complaint."""
    inner = table.table(system)
    if inner is None:
        return None
    line = LINES[system]
    inner.allow((line, *_KEYS), "`%s`" % system)
    default = JobRequest(system)
    return access_by(
        JobRequest(
            system,
            line=inner.text(line),
            account=inner.text("account"),
            memory_bytes=inner.one("memory_per_node", as_bytes, BYTES_WHAT),
            interface=inner.text("interface"),
            exclusive=inner.flag("exclusive", True),
            walltime_seconds=read_seconds(inner, "walltime") or default.walltime_seconds,
            wait_seconds=read_seconds(inner, "wait") or default.wait_seconds,
            directives=_lines(inner, "directives"),
            prologue=_lines(inner, "prologue"),
        )
    )


def access_by(jobs: JobRequest) -> Access:
    """How a cluster is reached that these jobs bring up: it has no address yet."""
    return Access(ENGINE, "jobs of " + jobs.system, jobs=jobs)


def sized(access: Access, parts: Iterable[PartAsked]) -> Access:
    """The access with jobs for the largest of the parts; one that no jobs bring up is as it was."""
    if access.jobs is None:
        return access
    known = [(part.nodes or 1, part.workers // (part.nodes or 1)) for part in parts]
    nodes = max((count for count, _ in known), default=1)
    share = max((count for _, count in known), default=1)
    return replace(access, jobs=replace(access.jobs, nodes=nodes, workers_per_node=share))


def _lines(table: Table, key: str) -> tuple[str, ...]:
    """Texts that are one line each: a job script is made of them."""
    found = table.texts(key)
    for text in found:
        if "\n" in text or "\r" in text:
            table.complaints.add(table.at(key), "`%s` holds a text of several lines" % key, "write a list of lines")
    return found
