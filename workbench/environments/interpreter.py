"""A Python interpreter that is already on this machine: by path, by name or by version."""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from workbench.contracts import Environment, NoInterpreter
from workbench.environments import _native
from workbench.errors import Complaint, ConfigurationError
from workbench.model.run import Interpreter

OLDEST = (3, 8)
ANSWER_SECONDS = 60.0
_ALLOWED = 'write a path, a name or a version from 3.8 on: python = "3.9"'

_WHO = "import json, sys; print(json.dumps([sys.executable, list(sys.version_info[:3])]))"
_WHAT = """
import json, platform, sys
try:
    from importlib.metadata import distributions
except ImportError:
    distributions = list
packages = {}
for found in distributions():
    name = found.metadata["Name"]
    if name:
        packages.setdefault(name, found.version)
print(json.dumps([sys.executable, platform.python_version(), platform.python_implementation(), packages]))
"""


class PythonInterpreter(Environment):
    """`python = "3.9"`, `"python3.9"`, `"/opt/old/bin/python"` or the folder of a virtual environment."""

    name = "python"

    def interpreter(self, value: str) -> str:
        """The absolute path of the interpreter that `value` names, as it calls itself.

        A version or a name is looked for on PATH, then among pyenv's versions. Raises ConfigurationError for what
        is no name or a version before 3.8, NoInterpreter where there is none, none that runs or only an older one.
        """
        _check(value)
        exact = re.fullmatch(r"(?:python)?(\d+)\.(\d+)\.(\d+)", value)
        reasons: list[str] = []
        for candidate in _candidates(value):
            answer, reason = _run(candidate, ["-I", "-S", "-c", _WHO])
            if answer is None:
                reasons.append("%s %s" % (candidate, reason))
                continue
            path, version = answer
            too_old = tuple(version[:2]) < OLDEST
            if too_old or (exact is not None and exact.groups() != tuple(map(str, version))):
                reasons.append("%s is Python %s" % (candidate, ".".join(map(str, version))))
            else:
                return str(path)
        raise _missing(value, reasons)

    def describe(self, name: str, executable: str) -> Interpreter:
        """What is installed in the interpreter at `executable`, recorded under the environment's `name`.

        A numpy there is imported, to say how it was built; one that can't be says nothing. Raises NoInterpreter
        where the interpreter does not answer.
        """
        answer, reason = _run(executable, ["-I", "-c", _WHAT])
        if answer is None:
            raise _missing(executable, ["%s %s" % (executable, reason)])
        path, version, implementation, packages = answer
        flags, _ = _run(executable, ["-I", "-c", _native.FLAGS])
        numpy, _ = _run(executable, ["-I", "-c", _native.NUMPY]) if "numpy" in packages else (None, "")
        installed = dict(sorted(packages.items()))
        return Interpreter(name, str(path), version, implementation, installed, **_native.facts(flags, numpy))


def _check(value: str) -> None:
    """Raise ConfigurationError for what no machine can have an interpreter for."""
    if os.sep in value:
        return
    version = re.fullmatch(r"(?:python)?(\d+)\.(\d+)(?:\.\d+)?", value)
    if version is None and (value[:1].isdigit() or not re.fullmatch(r"[\w.+-]+", value, re.ASCII)):
        raise _refusal("python = %r is neither a path, a name nor a version" % value)
    if version is not None and tuple(map(int, version.groups())) < OLDEST:
        raise _refusal("python = %r is too old: trials run under 3.8 or newer" % value)


def _candidates(value: str) -> Iterator[str]:
    if os.sep in value:
        path = os.path.abspath(os.path.expanduser(value))
        yield os.path.join(path, "bin", "python") if os.path.isdir(path) else path
        return
    version = re.fullmatch(r"(?:python)?(\d+\.\d+)(?:\.\d+)?", value)
    if version and version.group(1) == "%d.%d" % sys.version_info[:2]:
        yield sys.executable
    name = "python" + version.group(1) if version else value
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    yield from filter(None, (shutil.which(name, path=folder) for folder in folders))
    if version:
        yield from _of_pyenv(version.group(1), name)


def _of_pyenv(version: str, name: str) -> list[str]:
    """The interpreters of one minor version, newest first."""
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    found = glob.glob(os.path.join(glob.escape(root), "versions", version + ".*", "bin", name))
    return sorted(found, key=lambda path: [int(part) for part in re.findall(r"\d+", path)], reverse=True)


def _run(executable: str, arguments: list[str]) -> tuple[Any, str]:
    """The JSON that an interpreter prints, or None and what is wrong with it."""
    try:
        done = subprocess.run(
            [executable, *arguments], capture_output=True, timeout=ANSWER_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError:
        return None, "does not exist"
    except subprocess.TimeoutExpired:
        return None, "did not answer within %.0f s" % ANSWER_SECONDS
    except OSError as error:
        return None, "can't be run: %s" % (error.strerror or error)
    try:
        return json.loads(done.stdout), ""
    except ValueError:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["exit status %d" % done.returncode]
        return None, "is not a working Python: " + "".join(filter(str.isprintable, said[-1]))[:200]


def _missing(value: str, reasons: list[str]) -> NoInterpreter:
    tried = "; ".join(dict.fromkeys(reasons)) or "nothing of that name on PATH or among pyenv's versions"
    return NoInterpreter("no usable interpreter for python = %r (%s)" % (value, tried), "install it, or " + _ALLOWED)


def _refusal(message: str) -> ConfigurationError:
    return ConfigurationError([Complaint(message, remedy=_ALLOWED)])


PLUGIN = PythonInterpreter
