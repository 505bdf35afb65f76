"""Asking git, and having it say in its own words why it won't."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from workbench.errors import WorkbenchError

PATIENCE_SECONDS = 600.0
_OF_ONE_REPOSITORY = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)
"""Set where a hook started us; then they name the repository of the hook, whatever folder is asked about."""


class GitRefused(WorkbenchError):
    """git ended with an error; carries what it said."""


def git(folder: str, *words: str, variables: Mapping[str, str] = {}) -> str:
    """What git says, run in `folder` without its last line break. No hook of the repository runs.

    Raises GitRefused with git's own sentence.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _OF_ONE_REPOSITORY}
    try:
        done = subprocess.run(
            ["git", "-c", f"core.hooksPath={os.devnull}", *words],  # noqa: S607 - git is where PATH says
            cwd=folder,
            env={**environment, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitRefused("there is no git on PATH", "install it: apt install git") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitRefused(f"git {words[0]} can't be run: {error}") from error
    if done.returncode != 0:
        raise GitRefused(_said(done.stderr) or f"git {words[0]} ended with status {done.returncode}")
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


def _said(stderr: bytes) -> str:
    """The sentence that tells: the first that git calls fatal or an error, else the first."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("hint:")]
    telling = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines[:1]
    return telling[0].removeprefix("fatal: ").removeprefix("error: ") if telling else ""
