"""What several tools' files tell alike: times of day, machines, parameters, JSON files each of which is a run."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Optional

from workbench.importers._documents import Complaints, Part, json_files, read_document
from workbench.model.case import Scalar
from workbench.model.imported import ImportedRun
from workbench.model.run import Machine

UNKNOWN = "unknown"
ReadOne = Callable[[Part, str], Optional[ImportedRun]]


def read_each(path: str, read_one: ReadOne) -> tuple[ImportedRun, ...]:
    """What `read_one(document, its file's name)` makes of the file, or of every JSON file in the folder, `path`.

    Raises ConfigurationError with everything that is wrong in all of them.
    """
    complaints = Complaints()
    runs = []
    for file in json_files(path, complaints):
        document = read_document(file, complaints)
        if document.value:
            runs.append(read_one(document, os.path.basename(file)))
    complaints.raise_any()
    return tuple(run for run in runs if run is not None)


def run_name(file: str) -> str:
    """What a run of this file is called: its name without `.json` and `.gz`."""
    return file.removesuffix(".gz").removesuffix(".json") or file


def moment(part: Optional[Part]) -> Optional[float]:
    """Seconds since the epoch of an ISO 8601 text; one without a zone is taken as UTC. None where there is none."""
    if part is None:
        return None
    text = part.text()
    try:
        told = datetime.fromisoformat(text)
        seconds = (told if told.tzinfo is not None else told.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        part.complain(f"is {text!r}; allowed: a date and time like 2026-11-21T13:00:00+00:00")
        return None
    return seconds if seconds > 0 else None


def modified(path: str) -> float:
    """When the file was last written, in seconds since the epoch: for tools that tell no time of day."""
    return max(1.0, os.path.getmtime(path))


def optional_text(part: Optional[Part]) -> Optional[str]:
    """The text, or None where there is none or it is empty."""
    return None if part is None else part.text() or None


def machine(
    name: Optional[str],
    system: Optional[str] = None,
    kernel: Optional[str] = None,
    cpu_model: Optional[str] = None,
    cpus: int = 0,
    memory_bytes: int = 0,
) -> Machine:
    """As far as a file tells: `unknown`, 0 or None for the rest, never what this machine has."""
    return Machine(name or "", system or UNKNOWN, kernel or UNKNOWN, cpu_model or UNKNOWN, cpus, cpus, memory_bytes)


def scalars(values: Mapping[str, Any]) -> dict[str, Scalar]:
    """Parameters: texts, finite numbers and truths as they are, everything else as JSON-like text."""
    return {name: value if _is_scalar(value) else repr(value)[:200] for name, value in values.items()}


def pieces(seconds: Part) -> Iterator[float]:
    """The seconds in a list."""
    for item in seconds.items():
        yield item.seconds()


def _is_scalar(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | bool) or (isinstance(value, int) and abs(value) < 2**63)
