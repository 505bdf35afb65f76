"""`workbench.run(...)`: the same from a notebook or a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Optional, Union

from workbench.errors import Complaint, ConfigurationError, NothingToDecide
from workbench.model.event import RunEvent
from workbench.model.report import Report
from workbench.model.run import Run
from workbench.model.scaling import Scaling
from workbench.planning.command import plan_single
from workbench.planning.selection import select
from workbench.planning.suite import read_plan
from workbench.reporting.assembly import build_report
from workbench.reporting.charts.scaling import scaling_chart
from workbench.reporting.queries import Column, columns_of
from workbench.reporting.terminal.report import render
from workbench.sessions.environments import building
from workbench.sessions.executing import run_plan
from workbench.sessions.launching import Tell
from workbench.sessions.opening import open_workplace
from workbench.sessions.planning import suite_path
from workbench.sessions.surveying import reaching

Named = Union[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Result:
    """What a run found. In a notebook it shows as its report."""

    run: Run
    report: Report = field(repr=False)

    @property
    def folder(self) -> str:
        """Where the run is kept."""
        return self.run.folder

    @cached_property
    def trials(self) -> dict[str, Column]:
        """Column name → one value a trial: the case's fields, status, seconds, score, memory, CPU.

        `pandas.DataFrame(result.trials)` and `polars.DataFrame(result.trials)` take it as it is.
        """
        return columns_of(self.run)

    @property
    def fits(self) -> dict[str, Scaling]:
        """What can be said of the scaling of each series, by its title."""
        return {section.title: section.scaling for section in self.report.scaling}

    def chart(self, measure: str = "speedup") -> Any:
        """An Altair chart of `seconds`, `speedup` or `efficiency` against workers, every series in it.

        Raises NothingToDecide where no case was measured at two worker counts.
        """
        if not self.report.scaling:
            raise NothingToDecide(
                "there is no scaling to chart: no case was measured at two worker counts or more. "
                "Give some, such as workers=[1, 2, 4]; a solver that has threads only runs at 1 worker"
            )
        return scaling_chart(self.report.scaling, measure)

    def __str__(self) -> str:
        return render(self.report, 100)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(str(self))


def run(
    target: str,
    *,
    parameters: Optional[Mapping[str, Any]] = None,
    solvers: Union[Named, Sequence[Named], None] = None,
    backends: Union[Named, Sequence[Named], None] = None,
    workers: Union[int, Sequence[int]] = 1,
    threads: Union[int, Sequence[int]] = 1,
    devices: Union[str, Sequence[Union[str, Sequence[str]]], None] = None,
    measure: Optional[Mapping[str, Any]] = None,
    only: Optional[str] = None,
    results: str = "results",
    tell: Optional[Tell] = None,
) -> Result:
    """Measure `target` and return what was found, with the run on disk under `results`.

    `target` is a suite (a .toml file, or the name of one that ships: then the axes are the suite's, and no other
    argument but `only`, `results` and `tell` is taken), a workload's name, or a function of workers
    (`./mine.py:train`). The other arguments are a suite's keys of the same names; `measure` is its `[measure]`
    table. `tell` is called with every event of the run (see workbench.model.event).

    Raises ConfigurationError with every complaint before anything runs, StoreError where `results` can't be
    written. KeyboardInterrupt leaves a valid run.
    """
    suite = suite_path(target)
    axes: dict[str, Any] = {"parameters": parameters, "solvers": solvers, "backends": backends, "devices": devices}
    axes.update(measure=measure, workers=None if workers == 1 else workers, threads=None if threads == 1 else threads)
    given = [name for name, value in axes.items() if value is not None]
    if suite is not None and given:
        raise ConfigurationError([Complaint(f"{target} says its own {' and '.join(given)}", remedy="change the file")])
    with open_workplace(results) as workplace:
        build = building(workplace.environments, tell or _silent)
        if suite is not None:
            plan = read_plan(suite, workplace.describe, build=build, reach=reaching(workplace.runner))
        else:
            plan = plan_single(
                target,
                workplace.describe,
                parameters=parameters,
                solvers=solvers,
                backends=backends,
                workers=workers,
                threads=threads,
                devices=devices,
                measure=measure,
                build=build,
            )
        done = run_plan(plan if only is None else select(plan, only), workplace, tell or _silent)
    return Result(done, build_report(done))


def _silent(event: RunEvent) -> None:
    """Nobody listens."""
