"""A profile: one launch under a profiler, kept beside a run and never counted among its measurements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

from workbench.model.trial import TrialRecord


@dataclass(frozen=True)
class Profile:
    """The record of the profiled launch, and the profiler's files by name, the one to open first being first."""

    record: TrialRecord
    files: Tuple[str, ...]
