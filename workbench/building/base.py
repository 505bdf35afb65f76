"""The interpreter that an environment is made of, and the key over everything that the environment depends on."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from workbench.building.commands import inherited
from workbench.errors import WorkbenchError

ANSWER_SECONDS = 60.0
_WHO = """
import json, platform, sys, sysconfig
who = platform.python_version(), platform.python_implementation(), sysconfig.get_platform(), sys.base_prefix
print(json.dumps(who))
"""


@dataclass(frozen=True)
class BasePython:
    """An interpreter as it calls itself. `home` is where it is installed: two builds of one version are two bases."""

    version: str
    implementation: str
    platform: str
    home: str


@dataclass(frozen=True)
class Recipe:
    """What an environment is made of."""

    base: BasePython
    executable: str
    requirements: tuple[str, ...]
    options: tuple[str, ...]

    @property
    def key(self) -> str:
        """The SHA-256 over the interpreter, its platform, the requirements in any order, and the options."""
        parts = {**asdict(self.base), "requirements": sorted(set(self.requirements)), "options": list(self.options)}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def read_base(executable: str) -> BasePython:
    """Ask the interpreter at `executable` what it is. Raises WorkbenchError where it does not answer."""
    try:
        done = subprocess.run(
            [executable, "-I", "-c", _WHO],
            capture_output=True,
            timeout=ANSWER_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
            env=inherited(),
        )
        version, implementation, platform, home = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise WorkbenchError(
            f"{executable} is not a working Python: {error}", "install it anew, or name another"
        ) from error
    return BasePython(version, implementation, platform, home)


def recipe(executable: str, requirements: Sequence[str], options: Sequence[str]) -> Recipe:
    """What is made of the interpreter at `executable`. Raises as `read_base`."""
    return Recipe(read_base(executable), executable, tuple(requirements), tuple(options))
