"""A check against a revision: both sides checked out, installed, planned and launched in turn."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import distributions

from workbench.building.building import BuildFailed
from workbench.errors import Complaint, ConfigurationError, NothingToDecide, WorkbenchError
from workbench.model.description import Describe
from workbench.model.finding import Finding
from workbench.model.gate import Check
from workbench.model.plan import Build, EnvironmentSpec, Plan
from workbench.model.run import Revision
from workbench.planning.interpreters import DEFAULT_ENVIRONMENT
from workbench.sessions.checking.asked import Asked, Caches
from workbench.sessions.checking.both import SideToBegin, check_both
from workbench.sessions.checking.editable import editable_findings
from workbench.sessions.checking.installing import NotInstalled, Project, ProjectInstaller
from workbench.sessions.checking.planned import HeadBroken, Planned, matched_plans, plan_as_far, side_named
from workbench.sessions.checking.repository import Repository, Tree
from workbench.sessions.checking.sides import BASE, HEAD, Place, opened
from workbench.sessions.checking.target import Target, read_target
from workbench.sessions.checking.worktrees import check_out, scratch_folder
from workbench.sessions.environments import building
from workbench.sessions.launching import Tell
from workbench.sessions.planning import Wish


@dataclass(frozen=True)
class _Checkout:
    """One side as it lies in a folder of its own."""

    key: str
    tree: Tree
    folder: str
    repository: Repository

    def moved(self, path: str) -> str:
        """Where a path inside the repository is on this side; any other as it is."""
        if not self.repository.holds(path):
            return path
        return os.path.normpath(
            os.path.join(self.folder, os.path.relpath(os.path.realpath(path), self.repository.folder))
        )

    def named(self, text: str) -> str:
        """A text with the folder of this side as a person knows it."""
        known = self.repository.folder if self.key == HEAD else f"<{self.tree.name}>"
        return text.replace(self.folder, known)


def check_against(asked: Asked, caches: Caches, tell: Tell) -> Check:
    """Hold the working tree against the revision `asked.against`; to calibrate, that revision (or HEAD) against itself.

    Raises ConfigurationError for what is wrong with the suite, the revision or the repository, NothingToDecide where
    BASE gives nothing to hold against, HeadBroken where HEAD can't be launched, GitRefused with what git said.
    """
    target = read_target(asked.target)
    repository = Repository.find(os.getcwd() if target.shipped else target.folder)
    base = repository.revision(asked.against or "HEAD")
    with scratch_folder(repository) as scratch, ExitStack() as after:
        head = _once_more(base) if asked.calibrate else repository.working_tree(scratch, asked.results)
        checkouts = [
            _Checkout(key, tree, check_out(repository, tree, scratch, key), repository)
            for key, tree in ((HEAD, head), (BASE, base))
        ]
        (begin_head, on_head), (begin_base, on_base) = (
            _ready(checkout, target, asked, caches, tell, after) for checkout in checkouts
        )
        matched = matched_plans(on_base, on_head, (base.name, head.name))
        about = tuple(_about(repository, target, base, head, asked))
        return check_both(
            replace(matched, findings=(*about, *matched.findings)), begin_base, begin_head, asked, caches, tell
        )


def _once_more(tree: Tree) -> Tree:
    return replace(tree, name=f"{tree.name} again")


def _ready(
    checkout: _Checkout, target: Target, asked: Asked, caches: Caches, tell: Tell, after: ExitStack
) -> tuple[SideToBegin, Planned]:
    """The side with its environments made and its processes started, and what it can be asked."""
    interpreter, build = _environments(checkout, target, caches, tell)
    place = Place(checkout.folder, interpreter, checkout.moved, installed=bool(target.install))
    runner, describe = after.enter_context(opened(place))
    planned = plan_as_far(target, lambda some: some.plan(checkout.moved(target.folder), describe, build, asked.wish))
    revision = Revision(checkout.tree.commit, checkout.tree.dirty)
    side = SideToBegin(checkout.key, checkout.tree.name, place, runner, describe, revision)
    broken = {index: _with_names(error, checkout) for index, error in planned.broken.items()}
    own = _own_plan(checkout, target, describe, build, asked.wish) if checkout.key == BASE else None
    return side, Planned(planned.plan, broken, own)


def _own_plan(checkout: _Checkout, target: Target, describe: Describe, build: Build, wish: Wish) -> Plan | None:
    """What the suite names as it stands on this side; None where it says the same, isn't there or can't be planned."""
    if target.file is None or target.shipped:
        return None
    try:
        own = read_target(checkout.moved(target.file))
        return None if own.text == target.text else own.plan(checkout.moved(target.folder), describe, build, wish)
    except WorkbenchError:
        return None


def _environments(checkout: _Checkout, target: Target, caches: Caches, tell: Tell) -> tuple[str, Build]:
    """The Python of what names no environment, and how those that are named are made."""
    if not target.install:
        return "", building(caches.environments, tell)
    side = "HEAD" if checkout.key == HEAD else "BASE"
    project = Project(side_named(side, checkout.tree.name), checkout.folder, checkout.tree.tree, target.install)
    installer = ProjectInstaller(project, caches.environments, tell)

    def build(suite: str, environments: Mapping[str, EnvironmentSpec]) -> Mapping[str, EnvironmentSpec]:
        with _broken_if_not_installed(checkout):
            return installer.build(suite, environments)

    if not target.uses_default:
        return "", build
    with _broken_if_not_installed(checkout):
        return installer.installed(str(target.document.get("name", "check")), DEFAULT_ENVIRONMENT), build


@contextmanager
def _broken_if_not_installed(checkout: _Checkout) -> Iterator[None]:
    """A head that can't be installed is broken; a base that can't be gives nothing to hold against."""
    try:
        yield
    except (NotInstalled, BuildFailed) as error:
        message = checkout.named(str(error))
        remedy = None if error.remedy is None else checkout.named(error.remedy)
        raise (HeadBroken if checkout.key == HEAD else NothingToDecide)(message, remedy) from error


def _with_names(error: ConfigurationError, checkout: _Checkout) -> ConfigurationError:
    return ConfigurationError(
        [
            Complaint(checkout.named(each.message), each.file, each.line, each.remedy and checkout.named(each.remedy))
            for each in error.complaints
        ]
    )


def _about(repository: Repository, target: Target, base: Tree, head: Tree, asked: Asked) -> Iterator[Finding]:
    if head.dirty:
        yield Finding("info", "dirty_tree", "HEAD is the working tree with uncommitted changes.")
    if base.tree == head.tree and not asked.calibrate:
        yield Finding("info", "same_code", "BASE and HEAD are the same code: all that differs is the machine's noise.")
    if not repository.holds(target.folder):
        message = "The suite lies outside the repository: the files that it names are the same on both sides."
        yield Finding("info", "suite_elsewhere", message)
    if not target.install:
        yield from editable_findings(distributions(), repository.holds)
    if repository.has_submodules():
        yield Finding("warning", "submodules", "The repository has submodules, which are empty on both sides.")
