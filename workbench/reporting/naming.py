"""What a case is called: on a heading, in a sentence, in a legend. Names are shown as text, whatever they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from workbench.analysis.case_names import UNNAMED_BACKENDS, CaseNames, counted
from workbench.model.case import Case, Scalar
from workbench.model.report import Report
from workbench.reporting.escaping import plain


def value(scalar: Scalar) -> str:
    """A parameter's value: whole numbers grouped by thousands."""
    if isinstance(scalar, int) and not isinstance(scalar, bool):
        return f"{scalar:,}"
    return plain(str(scalar))


def parameters(values: Mapping[str, Scalar]) -> str:
    """`(rows = 50,000)`, or nothing. An empty text is one that was not set."""
    told = ", ".join(f"{plain(name)} = {value(scalar)}" for name, scalar in values.items() if scalar != "")
    return f"({told})" if told else ""


def workload(case: Case) -> str:
    """The workload with its parameters: what every case of a section has in common."""
    return " ".join(filter(None, (plain(case.workload_title), parameters(case.workload_settings))))


def solver(case: Case) -> str:
    """The solver with the parameters that were set, or the workload where it does its own work."""
    if case.solver_title is None:
        return plain(case.workload_title)
    return " ".join(filter(None, (plain(case.solver_title), parameters(case.solver_settings))))


def solver_kind(case: Case) -> str:
    """The solver and where it ran, without the parameters that were set."""
    return " ".join(filter(None, (plain(case.solver or case.workload), place(case))))


def workers(count: int) -> str:
    """`1 worker`, `4 workers`."""
    return "1 worker" if count == 1 else f"{count:,} workers"


def cases(count: int) -> str:
    """`1 case`, `4 cases`."""
    return counted(count, "case")


def launches(count: int) -> str:
    """`1 launch`, `4 launches`."""
    return counted(count, "launch")


def progress(report: Report) -> str:
    """`48 of 60 trials`."""
    return f"{report.trials_recorded:,} of {counted(report.trials_planned, 'trial')}"


def place(case: Case) -> str:
    """Where it ran, without what is the default: `on loky with 2 workers`; nothing for serial."""
    resources = case.resources
    words = [] if case.backend in UNNAMED_BACKENDS else [f"on {plain(case.backend)}"]
    if case.start_method is not None:
        words.append(f"({plain(case.start_method)})")
    if not (case.backend == "serial" and resources.workers == 1):
        words.append(f"with {workers(resources.workers)}")
    if resources.threads_per_worker != 1:
        words.append(f"and {resources.threads_per_worker} threads each")
    if case.cluster is not None:
        words.append(f"on {counted(resources.nodes, 'node')} of {plain(case.cluster)}")
    if resources.device != "cpu":
        words.append(f"on {plain(resources.device)}")
    if case.environment != "default":
        words.append(f"in environment {plain(case.environment)}")
    return " ".join(words)


def case_name(case: Case) -> str:
    """The solver and where it ran, in one breath."""
    return " ".join(filter(None, (solver(case), place(case))))


def series_names(cases: Sequence[Case], over_nodes: Sequence[bool] | None = None) -> tuple[str, ...]:
    """The cases over their worker counts, one of each series: short, and told apart among these.

    Of a series `over_nodes` a node's workers stay as they are and nodes vary.
    """
    names = CaseNames(cases)
    over = over_nodes or [False] * len(cases)
    told = (_over_nodes(names, case) if nodes else names.series(case) for case, nodes in zip(cases, over, strict=True))
    return distinct(map(plain, told), [case.id for case in cases])


def node_series_names(cases: Sequence[Case]) -> tuple[str, ...]:
    """The cases over nodes and the workers on each."""
    names = CaseNames(cases)
    return distinct(
        (plain(f"{_alone(names, case)} · over nodes of {case.cluster}") for case in cases), [case.id for case in cases]
    )


def _over_nodes(names: CaseNames, case: Case) -> str:
    each = counted(case.resources.workers // case.resources.nodes, "worker")
    return f"{_alone(names, case)} · over nodes of {case.cluster}, {each} on each"


def _alone(names: CaseNames, case: Case) -> str:
    return names.series(replace(case, cluster=None))


def problem_names(cases: Sequence[Case]) -> tuple[str, ...]:
    """The workloads of these cases, one of each, by the parameters that tell them apart."""
    names = CaseNames(cases)
    return distinct((plain(names.problem(case)) for case in cases), [case.id for case in cases])


def row_names(cases: Sequence[Case]) -> tuple[str, ...]:
    """What tells the cases of one workload apart: the solver only where there are several."""
    alone = len({solver(case) for case in cases}) == 1
    shown = [_unsolved(case) if alone else case for case in cases]
    names = CaseNames(shown)
    told = (
        f"{case.backend} · {names.choice(case)}" if alone and case.backend in UNNAMED_BACKENDS else names.choice(case)
        for case in shown
    )
    return distinct(map(plain, told), [case.id for case in cases])


def _unsolved(case: Case) -> Case:
    """The case without its solver."""
    return Case(
        case.workload,
        case.parameters,
        backend=case.backend,
        start_method=case.start_method,
        resources=case.resources,
        environment=case.environment,
    )


def distinct(names: Iterable[str], keys: Sequence[str]) -> tuple[str, ...]:
    """The names, with the start of their key added where two would read the same."""
    listed = tuple(names)
    seen = Counter(listed)
    return tuple(f"{name} #{key[:6]}" if seen[name] > 1 else name for name, key in zip(listed, keys, strict=True))
