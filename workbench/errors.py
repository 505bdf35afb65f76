"""Errors meant for people, and the exit codes they end in."""

from __future__ import annotations

from typing import Optional, Sequence

EXIT_OK = 0
EXIT_INTERNAL = 1
EXIT_USAGE = 2
EXIT_REGRESSION = 3
EXIT_TRIAL_FAILED = 4
EXIT_NOTHING_TO_DECIDE = 5
EXIT_INTERRUPTED = 130


class Complaint:
    """One thing that is wrong with what a person wrote: where, what was found, what is allowed, what to do."""

    def __init__(
        self, message: str, file: Optional[str] = None, line: Optional[int] = None, remedy: Optional[str] = None
    ) -> None:
        self.message = message
        self.file = file
        self.line = line
        self.remedy = remedy

    def __str__(self) -> str:
        place = "" if self.file is None else self.file + (":%d: " % self.line if self.line is not None else ": ")
        return place + self.message + ("" if self.remedy is None else "\n    " + self.remedy)


class WorkbenchError(Exception):
    """Something a person can understand and mend. Shown without a traceback; `exit_code` ends the command."""

    exit_code = EXIT_USAGE

    def __init__(self, message: str, remedy: Optional[str] = None) -> None:
        super().__init__(message)
        self.remedy = remedy


class ConfigurationError(WorkbenchError):
    """Everything that is wrong with a suite, a file or a command line, all at once."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(str(complaint) for complaint in complaints))
        self.complaints = tuple(complaints)


class StoreError(WorkbenchError):
    """A results folder can't be read or written."""


class DataError(WorkbenchError, ValueError):
    """Data a person gave can't be used. A ValueError too, for whoever uses the analysis as a library."""


class NothingToDecide(WorkbenchError):
    """The question can't be answered from what there is."""

    exit_code = EXIT_NOTHING_TO_DECIDE


class CannotRun(WorkbenchError):
    """A case can't run here as it is, and that is no fault: it is skipped, for the reason that is the message."""


class PluginError(WorkbenchError):
    """A plug-in is unknown or broken."""
