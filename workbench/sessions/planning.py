"""From what a person named to a plan: a suite file, a suite that ships, a function, a workload or a command."""

from __future__ import annotations

import dataclasses
import difflib
import glob
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

from workbench.errors import Complaint, ConfigurationError
from workbench.model.cluster import Access
from workbench.model.description import Describe
from workbench.model.plan import Build, Plan
from workbench.planning.clustering import UNASKED, ClusterReach, parse_cluster
from workbench.planning.command import plan_asv, plan_command, plan_single
from workbench.planning.interpreters import unbuilt
from workbench.planning.question import question_of
from workbench.planning.selection import select
from workbench.planning.suite import read_plan
from workbench.registry import catalogue, is_path
from workbench.sessions.asv_projects import benchmark_folder
from workbench.sessions.shipped import suite_folder

ONE_THREAD = "each worker gets 1 native thread (OMP_NUM_THREADS=1 and the like); --threads N gives it more"


@dataclass(frozen=True)
class Wish:
    """What the person said beside the target. None: as the suite says.

    `workers` and `threads` are for a function or a command, which have no suite to say them; `size` is for a suite.
    `here`: in the interpreter that runs workbench, whatever environments a suite names. `clusters` say where the
    clusters of a suite are: `NAME=ENGINE:ADDRESS`.
    """

    only: Optional[str] = None
    size: Optional[str] = None
    workers: Optional[Sequence[int]] = None
    threads: Optional[Sequence[int]] = None
    launches: Optional[int] = None
    repeats: Optional[int] = None
    warmups: Optional[int] = None
    timeout_seconds: Optional[float] = None
    time_budget_seconds: Optional[float] = None
    seed: Optional[int] = None
    instructions: Optional[bool] = None
    here: bool = False
    clusters: Sequence[str] = ()

    def measure(self) -> dict[str, Any]:
        """The settings that replace a suite's."""
        names = ("launches", "repeats", "warmups", "timeout_seconds", "time_budget_seconds", "seed", "instructions")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


def make_plan(
    target: Sequence[str],
    wish: Wish,
    describe: Describe,
    build: Build = unbuilt,
    reach: ClusterReach = UNASKED,
) -> Plan:
    """The plan of a target: one word that names a suite or a function, or the words of a command.

    `build` makes the environments that a suite names, and by `reach` its clusters are asked.

    Raises ConfigurationError with every complaint, NothingToDecide when `only` selects nothing.
    """
    suite = suite_path(target[0]) if len(target) == 1 else None
    if wish.size is not None:
        suite = _sized(target[0], suite, wish.size)
    if suite is not None:
        _refuse_axes(suite, wish)
        reach = dataclasses.replace(reach, named=_clusters(wish))
        plan = read_plan(suite, describe, build=build, here=wish.here, reach=reach)
        plan = dataclasses.replace(plan, measure=dataclasses.replace(plan.measure, **wish.measure()))
    else:
        _refuse_clusters(wish)
        axes: dict[str, Any] = {
            "workers": wish.workers or (1,),
            "threads": wish.threads or (1,),
            "measure": wish.measure(),
        }
        benchmarks = benchmark_folder(target[0]) if len(target) == 1 else None
        if benchmarks is not None:
            _refuse_axes(target[0], wish)
            plan = plan_asv(benchmarks, describe, wish.measure())
        elif len(target) == 1 and is_path(target[0]):
            plan = plan_single(target[0], describe, **axes, build=build)
        else:
            _check_command(target)
            plan = plan_command(target, describe, **axes)
        if wish.threads is None:
            plan = dataclasses.replace(plan, notes=(*plan.notes, ONE_THREAD))
    return plan if wish.only is None else select(plan, wish.only)


def suite_path(name: str) -> Optional[str]:
    """The file of a suite named by path, or by the name of one that ships; None for what isn't a suite's name."""
    if name.endswith(".toml"):
        return name
    shipped = os.path.join(suite_folder(), name + ".toml")
    return shipped if os.sep not in name and os.path.isfile(shipped) else None


def _sized(target: str, suite: Optional[str], size: str) -> str:
    """The file of a suite's other size: that of its name in the folder `size` beside it."""
    if suite is None:
        raise ConfigurationError([Complaint(f"--size is for a suite, and {target!r} is none")])
    folder, name = os.path.split(suite)
    found = os.path.join(folder, size, name)
    if os.path.basename(size) != size or not os.path.isfile(found):
        sizes = _sizes_of(suite)
        has = f"it has {' and '.join(sizes)}" if sizes else "it has its default size only"
        raise ConfigurationError([Complaint(f"{target} has no size {size!r}; {has}", remedy=f"write {found}")])
    return found


def shipped_suites() -> list[str]:
    """The names of the suites that ship."""
    return sorted(name[: -len(".toml")] for name in os.listdir(suite_folder()) if name.endswith(".toml"))


def suite_sizes(name: str) -> list[str]:
    """The other sizes of a suite that ships."""
    return _sizes_of(os.path.join(suite_folder(), name + ".toml"))


def _sizes_of(suite: str) -> list[str]:
    folder, name = os.path.split(suite)
    return sorted(os.path.basename(os.path.dirname(path)) for path in glob.glob(os.path.join(folder, "*", name)))


def suite_questions() -> dict[str, str]:
    """Each suite that ships, with the question that it opens with."""
    found = {}
    for name in shipped_suites():
        with open(os.path.join(suite_folder(), name + ".toml"), encoding="utf-8") as file:
            found[name] = question_of(file.read())
    return found


def _refuse_axes(suite: str, wish: Wish) -> None:
    """A suite says its own workers: two places to say it would be one too many."""
    if wish.workers is not None or wish.threads is not None:
        raise ConfigurationError(
            [
                Complaint(
                    f"{suite} says its own workers; --workers and --threads are for a function or a command",
                    remedy="change them in the file, or choose among them: --only 'workers<=2'",
                )
            ]
        )


def _clusters(wish: Wish) -> dict[str, Access]:
    engines = catalogue("cluster")
    try:
        return dict(parse_cluster(text, engines) for text in wish.clusters)
    except ValueError as error:
        raise ConfigurationError([Complaint(f"--cluster: {error}")]) from error


def _refuse_clusters(wish: Wish) -> None:
    """Only a suite has cases that name a cluster."""
    if wish.clusters:
        raise ConfigurationError(
            [
                Complaint(
                    "--cluster says where a cluster is that a suite's cases name",
                    remedy='write a suite with clusters = ["…"], nodes = [1, 2] in its [[cases]]',
                )
            ]
        )


def _check_command(words: Sequence[str]) -> None:
    if shutil.which(words[0]) is not None:
        return
    names = shipped_suites()
    near = difflib.get_close_matches(words[0], names, 1)
    raise ConfigurationError(
        [
            Complaint(
                f"{words[0]!r} is neither a suite file (*.toml), a suite that ships ({', '.join(names)}), "
                "a function (./mine.py:function), a folder of asv's benchmarks nor a command on PATH"
                + (f"; did you mean `{near[0]}`?" if near else "")
            )
        ]
    )
