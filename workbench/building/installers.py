"""The two installers, uv and venv with pip: their command lines."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

_UV_SAYS = {"--pre": ("--prerelease=allow",), "--use-pep517": ()}
"""pip's option → what uv calls it."""
_PIP_ONLY = frozenset({"--ignore-requires-python", "--prefer-binary"})
"""uv knows nothing like it."""


class Installer(Protocol):
    """Makes a virtual environment and installs into it."""

    @property
    def name(self) -> str:
        """As it is recorded."""

    def commands(
        self, folder: str, base: str, requirements: Sequence[str], options: Sequence[str]
    ) -> tuple[tuple[str, ...], ...]:
        """What to run, one after the other; all bytecode is compiled by the last."""


@dataclass(frozen=True)
class Uv:
    """uv, by its path."""

    path: str
    name: str = "uv"

    def commands(
        self, folder: str, base: str, requirements: Sequence[str], options: Sequence[str]
    ) -> tuple[tuple[str, ...], ...]:
        """Make the environment, then install into it."""
        said = [each for option in options for each in _UV_SAYS.get(option, (option,))]
        make = (self.path, "venv", "--no-project", "--allow-existing", "--python", base, folder)
        into = ("--python", os.path.join(folder, "bin", "python"))
        install = (self.path, "pip", "install", *into, "--compile-bytecode", "--no-progress", *said, *requirements)
        return make, install


@dataclass(frozen=True)
class Pip:
    """The base's own venv and the pip that comes with it, which knows that Python."""

    name: str = "pip"

    def commands(
        self, folder: str, base: str, requirements: Sequence[str], options: Sequence[str]
    ) -> tuple[tuple[str, ...], ...]:
        """Make the environment, then install into it."""
        pip = (os.path.join(folder, "bin", "python"), "-m", "pip", "install", "--progress-bar", "off")
        make = (base, "-I", "-m", "venv", folder)
        return (make, (*pip, *options, *requirements)) if requirements else (make,)


def choose_installer(options: Sequence[str]) -> Installer:
    """uv where it is there (beside our interpreter or on PATH) and knows all the options, else pip."""
    path = _uv()
    return Pip() if path is None or _PIP_ONLY.intersection(options) else Uv(path)


def _uv() -> str | None:
    beside = os.path.join(os.path.dirname(sys.executable), "uv")
    return beside if os.access(beside, os.X_OK) else shutil.which("uv")
