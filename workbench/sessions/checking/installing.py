"""The environments of one side: each made anew, with the project as it is on that side installed in it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.building.base import Recipe, recipe
from workbench.building.building import LONGEST_SECONDS, build
from workbench.building.commands import CommandFailed, run_command
from workbench.building.failures import explain
from workbench.building.installers import Pip
from workbench.errors import WorkbenchError
from workbench.model.event import BuildingEnvironment, EnvironmentBuilt, Warned
from workbench.model.plan import EnvironmentSpec
from workbench.sessions.launching import Tell
from workbench.store.environments import EnvironmentCache, Manifest, disk_bytes, interpreter_in

LAST_LINES = 5


class NotInstalled(WorkbenchError):
    """The project can't be installed as it is on one side; carries why, and the end of what the command said."""


@dataclass(frozen=True)
class Project:
    """The project under test on one side: where it lies, the hash of its tree, and the words that install it."""

    name: str
    folder: str
    tree: str
    install: tuple[str, ...]


class ProjectInstaller:
    """Makes environments with `project` in them, each once: kept by all they are made of, the tree included."""

    def __init__(self, project: Project, cache: EnvironmentCache, tell: Tell) -> None:
        self._project = project
        self._cache = cache
        self._tell = tell

    def installed(
        self, suite: str, name: str, base: str = "", requirements: Sequence[str] = (), options: Sequence[str] = ()
    ) -> str:
        """The interpreter of the environment that `suite` calls `name`, made of the Python at `base` (empty: ours).

        Raises NotInstalled, BuildFailed where its requirements can't be had, WorkbenchError where `base` is no Python.
        """
        asked = recipe(base or sys.executable, requirements, options)
        found = self._cache.obtain(
            asked.base.version, self._key(asked), lambda folder: self._make(asked, name, folder), self._waiting(name)
        )
        self._cache.note_use(found.name, f"{suite}:{name}", time.time())
        return found.interpreter

    def build(self, suite: str, environments: Mapping[str, EnvironmentSpec]) -> Mapping[str, EnvironmentSpec]:
        """As model.plan.Build, but what can't be installed is raised: without the project nothing is measured."""
        return {
            name: spec
            if spec.unavailable is not None
            else replace(
                spec,
                interpreter=self.installed(
                    suite, name, spec.base_interpreter or spec.interpreter, spec.requirements, spec.options
                ),
            )
            for name, spec in environments.items()
        }

    def _key(self, asked: Recipe) -> str:
        parts = [asked.key, self._project.tree, *self._project.install]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _waiting(self, name: str) -> WaitingOnce:
        return WaitingOnce(name, self._tell)

    def _make(self, asked: Recipe, name: str, folder: str) -> Manifest:
        contents = (*asked.requirements, f"the project at {self._project.name}")
        self._tell(BuildingEnvironment(name, asked.base.version, contents))
        started = time.monotonic()
        built = build(asked, name, folder, threading.Event(), Pip())
        self._install(asked, folder)
        seconds, size = time.monotonic() - started, disk_bytes(folder)
        self._tell(EnvironmentBuilt(name, seconds, size))
        return Manifest(
            key=self._key(asked),
            python=asked.base.version,
            implementation=asked.base.implementation,
            platform=asked.base.platform,
            base=asked.base.home,
            requirements=contents,
            options=asked.options,
            installer=built.installer,
            built_at=time.time(),
            build_seconds=seconds,
            size_bytes=size,
        )

    def _install(self, asked: Recipe, environment: str) -> None:
        programs = os.path.join(environment, "bin")
        filled = [
            word.replace("{project}", self._project.folder).replace("{python}", interpreter_in(environment))
            for word in self._project.install
        ]
        own = os.path.join(programs, filled[0])
        command = [own if os.path.isfile(own) else filled[0], *filled[1:]]
        path = os.pathsep.join((programs, os.environ.get("PATH", os.defpath)))
        variables = {"PATH": path, "VIRTUAL_ENV": environment}
        try:
            run_command(command, self._project.folder, threading.Event(), LONGEST_SECONDS, variables)
        except CommandFailed as failed:
            raise self._failure(asked, failed) from failed

    def _failure(self, asked: Recipe, failed: CommandFailed) -> NotInstalled:
        reason, _ = explain(failed.output, asked.base.version, "default", failed.timed_out)
        lines = [line.rstrip() for line in failed.output.splitlines() if line.strip()][-LAST_LINES:]
        said = "\n    ".join("".join(filter(str.isprintable, line)) for line in lines)
        command = " ".join(self._project.install)
        return NotInstalled(
            f"{self._project.name} can't be installed: `{command}` failed: {reason}",
            f"its last words:\n    {said}" if len(lines) > 1 else "see `install` in the suite",
        )


class WaitingOnce:
    """Says once that another process makes what we wait for."""

    def __init__(self, name: str, tell: Tell) -> None:
        self._name = name
        self._tell = tell
        self._told = False

    def __call__(self) -> None:
        """Still waiting."""
        if not self._told:
            self._told = True
            self._tell(Warned(f"environment {self._name} is being built by another process: waiting for it"))
