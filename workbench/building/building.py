"""One environment, made in a folder."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass

from workbench.building.base import Recipe
from workbench.building.commands import CommandFailed, run_command
from workbench.building.failures import explain
from workbench.building.installers import Installer, choose_installer
from workbench.errors import WorkbenchError

LONGEST_SECONDS = 3600.0


class BuildFailed(WorkbenchError):
    """There is no environment: why, what would mend it, and in `output` all that the installer said."""

    def __init__(self, reason: str, remedy: str, output: str) -> None:
        super().__init__(reason, remedy)
        self.output = output


@dataclass(frozen=True)
class Built:
    """By which installer, and how long it took."""

    installer: str
    wall_seconds: float


def build(
    recipe: Recipe, name: str, folder: str, cancelled: threading.Event, installer: Installer | None = None
) -> Built:
    """Make the environment that a suite calls `name` in `folder`, by the installer that fits where none is given.

    Raises BuildFailed, and Cancelled.
    """
    installer = installer or choose_installer(recipe.options)
    started = time.monotonic()
    left = LONGEST_SECONDS
    try:
        for command in installer.commands(folder, recipe.executable, recipe.requirements, recipe.options):
            run_command(command, folder, cancelled, left)
            left = LONGEST_SECONDS - (time.monotonic() - started)
    except CommandFailed as failed:
        raise BuildFailed(
            *explain(failed.output, recipe.base.version, name, failed.timed_out), failed.output
        ) from failed
    if not os.access(os.path.join(folder, "bin", "python"), os.X_OK):
        raise BuildFailed(f"{installer.name} made no interpreter", "workbench env build SUITE", "")
    return Built(installer.name, time.monotonic() - started)
