"""What is to be checked: a suite, or one function, planned on each side from that side's files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from workbench.errors import Complaint, ConfigurationError
from workbench.model.description import Describe
from workbench.model.plan import Build, Plan
from workbench.planning.assembling import assemble
from workbench.planning.complaints import Complaints
from workbench.planning.installing import read_install
from workbench.planning.interpreters import DEFAULT_ENVIRONMENT
from workbench.planning.positions import locate
from workbench.planning.selection import select
from workbench.planning.suite import parse_document, read_suite
from workbench.planning.tables import Table
from workbench.registry import is_path
from workbench.sessions.planning import Wish, shipped_suites, suite_path


@dataclass(frozen=True)
class Target:
    """A suite as it was written (or made of a function's name), and the folder that its relative paths start from."""

    document: Mapping[str, Any]
    folder: str
    text: str = ""
    file: Optional[str] = None
    shipped: bool = False

    @property
    def uses_default(self) -> bool:
        """Whether some of its cases run in the default environment."""
        blocks = self.blocks()
        asked = [block.get("environments", block.get("environment", DEFAULT_ENVIRONMENT)) for block in blocks]
        return any(DEFAULT_ENVIRONMENT in (names if isinstance(names, list) else [names]) for names in asked)

    @property
    def install(self) -> tuple[str, ...]:
        """The words that install the project under test. Raises ConfigurationError for what can't be run."""
        complaints = self._complaints()
        words = read_install(Table(self.document, (), complaints))
        complaints.raise_if_any()
        return words

    def blocks(self) -> list[Mapping[str, Any]]:
        """Its `[[cases]]`, as far as they are tables."""
        found = self.document.get("cases")
        return [block for block in found if isinstance(block, dict)] if isinstance(found, list) else []

    def only(self, block: Mapping[str, Any]) -> Target:
        """The same with just one of its blocks."""
        return replace(self, document={**self.document, "cases": [block]}, text="")

    def plan(self, folder: str, describe: Describe, build: Build, wish: Wish) -> Plan:
        """The plan with relative paths from `folder`.

        Raises ConfigurationError with every complaint, NothingToDecide where `wish.only` selects nothing.
        """
        plan = assemble(self.document, folder, describe, self._complaints(), None, self.text, build)
        plan = replace(plan, measure=replace(plan.measure, **wish.measure()))
        return plan if wish.only is None else select(plan, wish.only)

    def _complaints(self) -> Complaints:
        return Complaints(self.file, locate(self.text) if self.text else None)


def read_target(name: str) -> Target:
    """The suite file, the suite that ships or the function `name`. Raises ConfigurationError with what is wrong."""
    path = suite_path(name)
    if path is not None:
        text = read_suite(path)
        folder = os.path.dirname(os.path.abspath(path))
        return Target(parse_document(text, path), folder, text, path, shipped=path != name)
    if is_path(name):
        called = re.sub(r"[^A-Za-z0-9._-]+", "-", os.path.basename(name)).strip("-._")[:64] or "check"
        return Target({"name": called, "cases": [{"workload": name}]}, os.getcwd())
    raise ConfigurationError(
        [
            Complaint(
                f"{name!r} is neither a suite file (*.toml), a suite that ships ({', '.join(shipped_suites())}) "
                "nor a function (./mine.py:function)",
                remedy='a command is checked by a suite of its own: [[cases]] command = ["python", "train.py"]',
            )
        ]
    )
