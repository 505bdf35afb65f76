"""What an environment or a plug-in may need of the machine itself, beside Python packages: Java, MPI, a compiler."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import Mapping, Optional, Sequence, Tuple

ANSWER_SECONDS = 30.0
_NEED = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9+_-]*)\s*(?P<versions>(?:[<>=!].*)?)")
_VERSION = re.compile(r"(?P<comparison>>=|<=|==|!=|>|<)\s*(?P<version>\d+(?:\.\d+)*)")


@dataclass(frozen=True)
class _Known:
    """How a need is met: any of `programs`, run with its arguments, says its version; `command` brings one."""

    programs: Tuple[Tuple[str, ...], ...]
    command: str
    version: str = r"(\d+(?:\.\d+)+|\d+)"
    home: Optional[str] = None
    """The variable that names the folder it is installed in, where people use one."""


KNOWN: Mapping[str, _Known] = {
    "java": _Known(
        (("java", "-version"),), "apt install default-jre", r'version "(?:1\.)?(\d+(?:\.\d+)*)', "JAVA_HOME"
    ),
    "mpi": _Known((("mpiexec", "--version"), ("mpirun", "--version")), "apt install mpich"),
    "redis": _Known((("redis-server", "--version"),), "apt install redis-server"),
    "gcc": _Known((("gcc", "-dumpfullversion"),), "apt install build-essential"),
    "g++": _Known((("g++", "-dumpfullversion"),), "apt install build-essential"),
    "gfortran": _Known((("gfortran", "-dumpfullversion"),), "apt install gfortran"),
    "cmake": _Known((("cmake", "--version"),), "apt install cmake"),
    "nvcc": _Known((("nvcc", "--version"),), "apt install nvidia-cuda-toolkit", r"release (\d+(?:\.\d+)*)"),
}


def parse_need(need: str) -> Tuple[str, Tuple[Tuple[str, Tuple[int, ...]], ...]]:
    """`java>=17,<22` → ("java", ((">=", (17,)), ("<", (22,)))). Raises ValueError, with what is allowed."""
    found = _NEED.fullmatch(need.strip())
    if found is None or found.group("name") not in KNOWN:
        raise ValueError("%r is not known; there are %s" % (need, ", ".join(sorted(KNOWN))))
    wanted = []
    for part in filter(None, found.group("versions").split(",")):
        version = _VERSION.fullmatch(part.strip())
        if version is None:
            raise ValueError("%r asks for no version; write it like java>=17 or java>=17,<22" % need)
        wanted.append((version.group("comparison"), _numbers(version.group("version"))))
    return found.group("name"), tuple(wanted)


def missing_need(need: str, variables: Mapping[str, str] = {}) -> Optional[str]:
    """Why `need` is not met on this machine, and the command that mends it; None where it is met.

    `variables` are set over this process's own (PATH, JAVA_HOME). Raises ValueError as `parse_need`.
    """
    name, wanted = parse_need(need)
    known = KNOWN[name]
    environment = dict(os.environ, **variables)
    tried = []
    for program, argument in known.programs:
        path = _path(program, known, environment)
        if path is None:
            tried.append("%s is not on PATH" % program)
            continue
        version = _version([path, argument], known, environment)
        if version is None:
            tried.append("%s does not say its version" % path)
        elif all(_holds(_numbers(version), *each) for each in wanted):
            return None
        else:
            tried.append("%s is %s" % (path, version))
    return "needs %s, and %s: %s" % (need, " and ".join(tried), known.command)


def _path(program: str, known: _Known, environment: Mapping[str, str]) -> Optional[str]:
    home = environment.get(known.home or "")
    if home:
        there = os.path.join(home, "bin", program)
        if os.access(there, os.X_OK):
            return there
    return shutil.which(program, path=environment.get("PATH", os.defpath))


def _version(argv: Sequence[str], known: _Known, environment: Mapping[str, str]) -> Optional[str]:
    try:
        done = subprocess.run(
            argv,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(known.version, done.stdout.decode("utf-8", "replace"))
    return None if done.returncode != 0 or found is None else found.group(1)


def _numbers(version: str) -> Tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _holds(found: Tuple[int, ...], comparison: str, wanted: Tuple[int, ...]) -> bool:
    """As many parts are compared as were asked for, so that 17.0.9 is `==17`, and is not `>17`."""
    there = (found + (0,) * len(wanted))[: len(wanted)]
    return {
        ">=": there >= wanted,
        "<=": there <= wanted,
        "==": there == wanted,
        "!=": there != wanted,
        ">": there > wanted,
        "<": there < wanted,
    }[comparison]
