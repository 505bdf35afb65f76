"""Whether the machines of a farm are alike: what they are, what is installed there, and the data they made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from workbench.analysis.unlike import unlike
from workbench.errors import WorkbenchError
from workbench.model.run import Interpreter
from workbench.sessions.farming.inspection import Inspection

MOST_TOLD = 5


def check_alike(inspections: Mapping[str, Inspection]) -> None:
    """Raise WorkbenchError, naming every difference and the largest group that is alike, where not all are.

    `inspections` are by the machine's name.
    """
    for name, found in inspections.items():
        if found.lacking:
            raise WorkbenchError(
                f"{name} doesn't see {', '.join(found.lacking[:MOST_TOLD])} as this machine does",
                "farm from a folder that all machines share; environments of a suite, too, must lie in one",
            )
    reasons = list(_differences(inspections))
    if reasons:
        told = "; ".join(reasons[:MOST_TOLD]) + ("" if len(reasons) <= MOST_TOLD else f"; and {len(reasons) - 5} more")
        raise WorkbenchError(
            f"the machines of the farm are unlike: {told}",
            f"choose those that are alike: --farm-on {','.join(largest_group(inspections))}",
        )


def check_data(hashes: Mapping[str, Mapping[str, str]]) -> None:
    """Raise WorkbenchError where machines made other data for the same case; `hashes` are by machine, then by case."""
    made: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for machine, by_case in hashes.items():
        for case, found in by_case.items():
            made[case].setdefault(found, machine)
    for case, machines in made.items():
        if len(machines) > 1:
            first, other = list(machines.values())[:2]
            raise WorkbenchError(
                f"{first} and {other} made unlike data for case {case}, so their times are not of the same work",
                f"choose one of them: --farm-on {first}",
            )


def largest_group(inspections: Mapping[str, Inspection]) -> tuple[str, ...]:
    """The names of the most machines between any two of which there is no difference."""
    groups: list[dict[str, Inspection]] = []
    for name, found in inspections.items():
        for group in groups:
            if not list(_differences({**dict(list(group.items())[:1]), name: found})):
                group[name] = found
                break
        else:
            groups.append({name: found})
    largest = max(groups, key=len)
    return tuple(largest)


def _differences(inspections: Mapping[str, Inspection]) -> Iterator[str]:
    """Sentences."""
    reasons = list(unlike([(name, found.machine) for name, found in inspections.items()]))
    yield from reasons
    ids = {name: found.machine.id for name, found in inspections.items()}
    if not reasons and len(set(ids.values())) > 1:
        yield f"the hardware differs: {_by_value(ids)}"
    usable = {name: str(found.machine.usable_cpus) for name, found in inspections.items()}
    if len(set(usable.values())) > 1:
        yield f"the number of CPUs that may be used differs: {_by_value(usable)}"
    for environment in sorted({each.name for found in inspections.values() for each in found.interpreters}):
        yield from _of_environment(environment, inspections)


def _of_environment(environment: str, inspections: Mapping[str, Inspection]) -> Iterator[str]:
    there = {name: _interpreter(environment, found) for name, found in inspections.items()}
    versions = {name: "none" if found is None else found.version for name, found in there.items()}
    if len(set(versions.values())) > 1:
        yield f"Python in environment {environment} differs: {_by_value(versions)}"
    packages = {name: {} if found is None else found.packages for name, found in there.items()}
    for package in sorted({package for found in packages.values() for package in found}):
        had = {name: found.get(package, "none") for name, found in packages.items()}
        if len(set(had.values())) > 1:
            yield f"{package} in environment {environment} differs: {_by_value(had)}"


def _interpreter(environment: str, found: Inspection) -> Interpreter | None:
    return next((each for each in found.interpreters if each.name == environment), None)


def _by_value(values: Mapping[str, str]) -> str:
    """`2.1 on lab-1 and lab-2, 2.0 on lab-3`: the value of the most first."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in values.items():
        names[value].append(name)
    ordered: Sequence[tuple[str, list[str]]] = sorted(names.items(), key=lambda pair: -len(pair[1]))
    return ", ".join(f"{value} on {' and '.join(each)}" for value, each in ordered)
