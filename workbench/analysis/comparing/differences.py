"""What else differs between two runs besides the code: machine, environment, packages, how they were measured, data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.model.finding import Finding
from workbench.model.imported import MACHINE
from workbench.model.run import Interpreter, Machine, RunHeader
from workbench.model.units import format_bytes

HARDWARE = (
    "system",
    "cpu_model",
    "logical_cpus",
    "physical_cores",
    "threads_per_core",
    "memory_bytes",
    "virtual",
    "gpus",
    "cpu_limit_cores",
    "memory_limit_bytes",
)
SETTINGS = ("repeats", "warmups", "sample_interval_seconds", "gil_contention")
MOST_PACKAGES = 5


def unlike_machines(base: Machine, head: Machine) -> str | None:
    """What tells the machines apart, in a few words; None for the same machine."""
    if base.id == head.id:
        return None
    told = [
        f"{name.replace('_', ' ').removesuffix(' bytes')} "
        f"{_shown(name, getattr(base, name))} and {_shown(name, getattr(head, name))}"
        for name in HARDWARE
        if getattr(base, name) != getattr(head, name)
    ]
    return "; ".join(told) if told else f"{base.id} and {head.id}"


def differences(base: RunHeader, head: RunHeader) -> Iterator[Finding]:
    """A finding for each kind of difference that may change a figure by itself."""
    if base.plan.name != head.plan.name:
        yield _note("suites", f"BASE ran the suite {base.plan.name!r}, HEAD {head.plan.name!r}.")
    machine = [
        f"{name.replace('_', ' ')} {getattr(base.machine, name)} and {getattr(head.machine, name)}"
        for name in ("kernel", "usable_cpus")
        if getattr(base.machine, name) != getattr(head.machine, name)
    ]
    if machine:
        yield _warning("machine_state", f"The machine differs between the runs: {'; '.join(machine)}.")
    untold = [name for name, header in (("BASE", base), ("HEAD", head)) if _has_no_machine(header)]
    if untold:
        yield _warning("machine_unknown", f"{' and '.join(untold)} was imported and doesn't tell the machine.")
    settings = [
        f"{name.replace('_', ' ')} {getattr(base.plan.measure, name)} and {getattr(head.plan.measure, name)}"
        for name in SETTINGS
        if getattr(base.plan.measure, name) != getattr(head.plan.measure, name)
    ]
    if settings:
        yield _warning("measured_otherwise", f"The runs were measured otherwise: {'; '.join(settings)}.")
    yield from _environments(base, head)
    yield from _trees(base, head)


def _has_no_machine(header: RunHeader) -> bool:
    return header.origin is not None and MACHINE in header.origin.unknown


def _environments(base: RunHeader, head: RunHeader) -> Iterator[Finding]:
    others = {each.name: each for each in head.interpreters}
    for own in base.interpreters:
        other = others.get(own.name)
        if other is None:
            continue
        told = _interpreter(own, other) + _packages(own.packages, other.packages)
        if told:
            yield _warning("environments", f"The environment {own.name} differs: {'; '.join(told)}.")


def _interpreter(own: Interpreter, other: Interpreter) -> list[str]:
    names = [f"{each.implementation} {each.version}" for each in (own, other)]
    return [] if names[0] == names[1] else [f"{names[0]} and {names[1]}"]


def _packages(own: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    told = [
        f"{name} {own.get(name, 'not installed')} and {other.get(name, 'not installed')}"
        for name in sorted(own.keys() | other.keys())
        if own.get(name) != other.get(name)
    ]
    more = len(told) - MOST_PACKAGES
    return told[:MOST_PACKAGES] + ([f"and {more} more packages"] if more > 0 else [])


def _trees(base: RunHeader, head: RunHeader) -> Iterator[Finding]:
    dirty = [name for name, header in (("BASE", base), ("HEAD", head)) if header.revision and header.revision.dirty]
    if dirty:
        message = (
            f"{' and '.join(dirty)} had changes that were not committed: the revision does not say what was measured."
        )
        yield Finding("info", "dirty_tree", message)


def _shown(name: str, value: object) -> str:
    if value is None or value == ():
        return "none"
    if name.endswith("_bytes") and isinstance(value, int):
        return format_bytes(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _warning(code: str, message: str) -> Finding:
    return Finding("warning", code, message, "What changed besides the code may be what made a difference.")


def _note(code: str, message: str) -> Finding:
    return Finding("info", code, message)
