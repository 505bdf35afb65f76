"""What a person asked of a farm: where its machines are, and whether a plan can be made there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from workbench.errors import WorkbenchError
from workbench.model.cluster import Access
from workbench.model.plan import Plan
from workbench.planning.clustering import parse_cluster
from workbench.registry import catalogue
from workbench.sessions.practising import practice_accesses

ENGINE = "dask"
MOST_NAMED = 3
FORMS = (
    "dask=tcp://10.0.0.1:8786, slurm=PARTITION, or the name of a cluster: of the suite's [[clusters]], or for practice"
)


@dataclass(frozen=True)
class AskedFarm:
    """`where` as FORMS has it. `jobs`: how many are submitted, one a machine, where jobs bring the machines. `only`:
    the names of the machines to use; empty: all."""

    where: str
    jobs: Optional[int] = None
    only: Sequence[str] = ()


def farm_access(asked: AskedFarm, declared: Mapping[str, Access] = {}) -> Access:
    """How the engine of the farm is reached; `declared` are the clusters of the suite. Raises WorkbenchError."""
    access = declared.get(asked.where) or _access(asked.where)
    if not access.address:
        raise WorkbenchError(f"cluster {asked.where} is not up", "workbench cluster list tells which are")
    if access.engine != ENGINE:
        raise WorkbenchError(f"a farm is reached through Dask, and {asked.where} is {access.engine}", f"write {FORMS}")
    if access.jobs is None:
        if asked.jobs is not None:
            raise WorkbenchError("--farm-jobs goes with a batch system: --farm slurm=PARTITION --farm-jobs N")
        return access
    if asked.jobs is None:
        raise WorkbenchError(
            f"say how many machines {access.jobs.system} is to bring", f"--farm {asked.where} --farm-jobs 4"
        )
    return replace(access, jobs=replace(access.jobs, nodes=asked.jobs, workers_per_node=1))


def refuse_unfarmable(plan: Plan) -> None:
    """Raise WorkbenchError, with their names, for cases that no single machine can make."""
    spread = [planned.case.label() for planned in plan.cases if plan.access(planned.case) is not None]
    if spread:
        raise WorkbenchError(
            f"a farm makes each launch on one machine, and {_some(spread)} run on a cluster",
            "leave them out by --only, or run them without --farm",
        )


def chosen(names: Iterable[str], only: Sequence[str]) -> tuple[str, ...]:
    """The machines to use. Raises WorkbenchError for a name that none has, and where there is no machine."""
    known = tuple(names)
    if not known:
        raise WorkbenchError("the farm has no machines", "start a worker on each: dask worker ADDRESS --nthreads 1")
    missing = [name for name in only if name not in known]
    if missing:
        raise WorkbenchError(f"--farm-on: there is no machine {missing[0]}; there are {', '.join(known)}")
    return tuple(name for name in known if not only or name in only)


def _access(where: str) -> Access:
    engine, equals, _ = where.partition("=")
    if equals:
        try:
            return parse_cluster(f"farm={where.replace('=', ':', 1)}", catalogue("cluster"))[1]
        except ValueError as error:
            raise WorkbenchError(f"--farm: {error}", f"write {FORMS}") from error
    if where in catalogue("cluster") or ":" in where:
        raise WorkbenchError(f"--farm {where} names no place", f"write {FORMS}")
    name, _, engine = where.partition("/")
    found = practice_accesses(name)
    engine = engine or ENGINE
    if engine not in found:
        raise WorkbenchError(f"practice cluster {name} runs no {engine}; it runs {', '.join(found)}")
    return found[engine]


def _some(labels: Sequence[str]) -> str:
    more = len(labels) - MOST_NAMED
    return "; ".join(labels[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
