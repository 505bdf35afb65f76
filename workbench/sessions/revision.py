"""Which code was measured, as version control tells it."""

from __future__ import annotations

import subprocess
from typing import Optional

from workbench.model.run import Revision


def read_revision(folder: str = ".") -> Optional[Revision]:
    """The commit that `folder` is at and whether it has uncommitted changes; None outside a git work tree."""
    commit = _git(folder, "rev-parse", "HEAD")
    status = _git(folder, "status", "--porcelain", "--untracked-files=no")
    if commit is None or status is None:
        return None
    return Revision(commit.strip(), bool(status.strip()))


def _git(folder: str, *words: str) -> Optional[str]:
    try:
        done = subprocess.run(
            ["git", "-C", folder, *words],  # noqa: S607 - git is where PATH says
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
