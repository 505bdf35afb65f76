"""Any command, timed as a whole: `python train.py --jobs {workers}`."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from typing import Any, Dict, List

from workbench.contracts import Context, Workload
from workbench.errors import DataError
from workbench.workloads._place import working_folder

TAIL_BYTES = 2000


class Command(Workload):
    """Runs `command` once a repeat and waits for it. What is measured is the wall time of its process.

    `command` is a JSON list of words, or one line in the shell's quoting; no shell is involved. In every word
    `{workers}` and `{threads}` stand for the case's numbers; other braces are left alone. It runs in the folder
    that workbench was started in, and brings its own workers. Its standard output is not kept.
    """

    name = "command"
    parameters = {"command": ""}
    uses_backend = False

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        self.words = _words(self.values["command"])

    def run(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Raises DataError when the command can't start, CommandFailed when its exit status is not 0."""
        if not self.words:
            raise DataError("command: there is no command", "write it after --: workbench run -- python train.py")
        argv = [_filled(word, context) for word in self.words]
        with tempfile.TemporaryFile(dir=context.scratch) as complaints:
            try:
                process = subprocess.Popen(
                    argv,
                    cwd=working_folder(),
                    env=_own_environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=complaints,
                )
            except OSError as error:
                raise DataError("command: %s can't be started: %s" % (argv[0], error.strerror or error)) from error
            status = process.wait()
            if status != 0:
                raise CommandFailed(argv, status, _tail(complaints))


class CommandFailed(Exception):
    """The command ended with another status than 0 (negative: by that signal)."""

    def __init__(self, argv: List[str], status: int, tail: str) -> None:
        how = "exited with status %d" % status if status > 0 else "was ended by signal %d" % -status
        super().__init__("%s %s%s" % (shlex.join(argv), how, ": " + tail if tail else ""))
        self.status = status


def _words(command: str) -> List[str]:
    try:
        words = json.loads(command) if command.lstrip().startswith("[") else shlex.split(command)
    except ValueError as error:
        raise DataError("command: %r can't be split into words: %s" % (command, error)) from error
    if not all(isinstance(word, str) and "\0" not in word for word in words):
        raise DataError("command: %r holds something that is not text" % command)
    return list(words)


def _filled(word: str, context: Context) -> str:
    return word.replace("{workers}", str(context.workers)).replace("{threads}", str(context.threads_per_worker))


def _own_environment() -> Dict[str, str]:
    """The trial's, without the path by which it finds this package, and the person's own PYTHON variables.

    Those that the suite's environment sets count more than the person's.
    """
    person = "WORKBENCH_PERSON_"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith(person)}
    persons = {name[len(person) :]: value for name, value in os.environ.items() if name.startswith(person)}
    return {**persons, **kept}


def _tail(file: Any) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL_BYTES))
    return str(file.read().decode(sys.getfilesystemencoding(), "replace")).strip()


PLUGIN = Command
