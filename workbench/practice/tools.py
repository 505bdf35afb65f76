"""Running the kernel's own tools (ip, tc, openssl): what they said is the reason where they fail."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence

from workbench.errors import WorkbenchError

ANSWER_SECONDS = 30.0


class PracticeError(WorkbenchError):
    """A practice cluster can't be brought up, changed or ended as asked."""


def call(argv: Sequence[str], environment: Mapping[str, str] = os.environ, doing: str | None = None) -> str:
    """What the program printed. Raises PracticeError with what it said where it fails, is not there or hangs.

    `doing` says in a message what failed, in place of the program's words.
    """
    called = doing or f"`{' '.join(argv)}`"
    try:
        done = subprocess.run(
            argv,
            env={**environment, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ANSWER_SECONDS,
            check=False,
        )
    except OSError as error:
        raise PracticeError(f"{argv[0]} can't be run: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise PracticeError(f"{called} did not end within {ANSWER_SECONDS:g} s") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip() or f"exit status {done.returncode}"
        raise PracticeError(f"{called}: {said}")
    return done.stdout.decode("utf-8", "replace")
