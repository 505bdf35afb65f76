"""hyperfine's `--export-json`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.contracts import Importer
from workbench.importers._documents import Part
from workbench.importers._facts import machine, modified, read_each, run_name, scalars
from workbench.model.imported import MACHINE, MEMORY, TIME_OF_DAY, ImportedCase, ImportedLaunch, ImportedRun, Origin
from workbench.model.trial import FAILED, OK, SKIPPED

NOTE = (
    "hyperfine's files tell neither the machine nor when it ran nor hyperfine's version: what stands here as the time "
    "is when the file was written."
)

TOO_SHORT = "some runs took no longer than the shell's start, which hyperfine takes off: use hyperfine -N"


class Hyperfine(Importer):
    """hyperfine --export-json: every run of a command is a launch; commands that failed stay failures."""

    name = "hyperfine"

    def read(self, path: str) -> tuple[ImportedRun, ...]:
        """One run a file. Raises ConfigurationError."""
        return read_each(path, _run)


def _run(document: Part, file: str) -> ImportedRun:
    results = document.need("results").items()
    cases = tuple(_case(result) for result in results)
    if not cases:
        document.complain("has no results")
    memory = all(launch.largest_process_bytes is not None for case in cases for launch in case.launches)
    unknown = (MACHINE, TIME_OF_DAY) if memory else (MACHINE, MEMORY, TIME_OF_DAY)
    origin = Origin("hyperfine", file, None, unknown)
    return ImportedRun(run_name(file), origin, machine(None), cases, modified(document.file), notes=(NOTE,))


def _case(result: Part) -> ImportedCase:
    told = result.get("parameters")
    parameters = {} if told is None else {name: value.value for name, value in told.members()}
    launches = _resolved(tuple(_launches(result)))
    if not launches:
        result.complain("has no times")
    return ImportedCase(template(result.need("command").text(), parameters), launches, scalars(parameters))


def _launches(result: Part) -> Iterator[ImportedLaunch]:
    seconds = [item.seconds() for item in result.need("times").items()]
    codes = _column(result, "exit_codes", len(seconds))
    memory = _column(result, "memory_usage_byte", len(seconds))
    for index, wall in enumerate(seconds):
        code = None if codes is None else codes[index].value
        peak = None if memory is None else memory[index].whole()
        ended = OK if code == 0 or codes is None else FAILED
        reason = None if ended == OK else "killed by a signal" if code is None else f"ended with exit code {code}"
        yield ImportedLaunch((wall,), ended, reason, elapsed_seconds=wall, largest_process_bytes=peak)


def _resolved(launches: tuple[ImportedLaunch, ...]) -> tuple[ImportedLaunch, ...]:
    """hyperfine takes its shell's start off and cuts at 0: the times that are left over then are those of slow runs."""
    if all(all(launch.wall_seconds) for launch in launches):
        return launches
    return tuple(
        ImportedLaunch((), SKIPPED, TOO_SHORT, elapsed_seconds=0.0) if launch.status == OK else launch
        for launch in launches
    )


def _column(result: Part, name: str, length: int) -> list[Part] | None:
    found = result.get(name)
    if found is None:
        return None
    items = found.items()
    if len(items) != length:
        found.complain(f"has {len(items)} entries for {length} times")
        return None
    return items


def template(command: str, parameters: Mapping[str, Any]) -> str:
    """The command with the values of its parameters as `{name}`: what the commands of one scan have in common.

    hyperfine writes only the commands it made. Where two parameters have the same value the first takes it.
    """
    for name, value in parameters.items():
        if isinstance(value, str) and value:
            place = f"{{{name}}}".replace("\\", r"\\")
            command = re.sub(rf"(?<![\w.]){re.escape(value)}(?![\w.])", place, command)
    return command


PLUGIN = Hyperfine
