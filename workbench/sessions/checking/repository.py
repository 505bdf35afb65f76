"""The git repository that a check is of: its revisions, and its working tree as it is now."""

from __future__ import annotations

import difflib
import os
import shutil
from dataclasses import dataclass

from workbench.errors import Complaint, ConfigurationError
from workbench.sessions.checking.git import GitRefused, git

SHORT = 9
MOST_NAMES = 3


@dataclass(frozen=True)
class Tree:
    """What one side is made of: a commit, and the hash of the tree, which is the commit's own unless it is `dirty`.

    `name` is what a person calls it. A dirty tree lies in the object folder `objects`, not in the repository.
    """

    name: str
    commit: str
    tree: str
    dirty: bool = False
    objects: str = ""


@dataclass(frozen=True)
class Repository:
    """A work tree at `folder` (real path). `find` is the way to one."""

    folder: str

    @classmethod
    def find(cls, inside: str) -> Repository:
        """The work tree that the folder `inside` is in. Raises ConfigurationError where it is in none."""
        try:
            return cls(os.path.realpath(git(inside, "rev-parse", "--show-toplevel")))
        except GitRefused as error:
            if "not a git repository" not in str(error):
                raise
            raise _refusal(
                f"{inside or '.'} is in no git repository, and --against needs one to take the other revision from",
                "go into the repository, or hold against a stored run: --baseline RUN",
            ) from error

    def revision(self, name: str) -> Tree:
        """The commit that `name` means. Raises ConfigurationError, with the nearest names, where it means none."""
        try:
            commit = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
        except GitRefused as error:
            raise _refusal(f"there is no revision {name!r} in this repository", self._near(name)) from error
        short = commit[:SHORT]
        shown = short if commit.startswith(name) else f"{name} ({short})"
        return Tree(shown, commit, self._ask("rev-parse", commit + "^{tree}"))

    def working_tree(self, scratch: str, leave_out: str) -> Tree:
        """The working tree as it is, with what isn't committed and what isn't ignored, written as objects in `scratch`.

        The folder `leave_out` is left out where it is inside. The repository and its index are left as they are.
        Raises ConfigurationError where nothing is committed yet.
        """
        try:
            commit = self._ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        except GitRefused as error:
            raise _refusal(
                "nothing is committed in this repository yet", "commit something to check against"
            ) from error
        committed = self._ask("rev-parse", commit + "^{tree}")
        objects = os.path.join(scratch, "objects")
        os.mkdir(objects)
        tree = self._written(scratch, objects, leave_out)
        if tree == committed:
            return Tree(f"HEAD ({commit[:SHORT]})", commit, tree)
        return Tree(f"working tree ({commit[:SHORT]} + changes)", commit, tree, True, objects)

    def has_submodules(self) -> bool:
        """Whether parts of it lie in repositories of their own, which no worktree brings along."""
        return os.path.exists(os.path.join(self.folder, ".gitmodules"))

    def holds(self, path: str) -> bool:
        """Whether `path` is inside the work tree."""
        return os.path.commonpath([self.folder, os.path.realpath(path)]) == self.folder

    def variables(self, tree: Tree) -> dict[str, str]:
        """With which git finds the objects of a dirty tree."""
        return {"GIT_ALTERNATE_OBJECT_DIRECTORIES": tree.objects} if tree.objects else {}

    def _written(self, scratch: str, objects: str, leave_out: str) -> str:
        index = os.path.join(scratch, "index")
        own = self._ask("rev-parse", "--path-format=absolute", "--git-path", "index")
        if os.path.exists(own):
            # With its time: by that git tells which files may have changed since, within its clock's resolution.
            shutil.copy2(own, index)
        variables = {
            "GIT_INDEX_FILE": index,
            "GIT_OBJECT_DIRECTORY": objects,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": self._ask(
                "rev-parse", "--path-format=absolute", "--git-path", "objects"
            ),
        }
        left_out = [f":(exclude,top,literal){path}" for path in self._not_ignored(leave_out)]
        git(self.folder, "add", "--all", "--", ":/", *left_out, variables=variables)
        return git(self.folder, "write-tree", variables=variables)

    def _not_ignored(self, folder: str) -> list[str]:
        """The path of a folder inside that git would take; git refuses to be told of one that it ignores anyway."""
        path = os.path.relpath(os.path.realpath(folder), self.folder)
        if path == "." or not self.holds(folder):
            return []
        try:
            self._ask("check-ignore", "--quiet", "--", path)
        except GitRefused:
            return [path]
        return []

    def _near(self, name: str) -> str:
        names = self._ask(
            "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes"
        ).split()
        near = difflib.get_close_matches(name, names, MOST_NAMES, 0.5) or [each for each in names if name in each]
        if near:
            return "did you mean " + " or ".join(f"`{each}`" for each in near[:MOST_NAMES]) + "?"
        if not names:
            return "it has no branch and no tag yet"
        shallow = self._ask("rev-parse", "--is-shallow-repository") == "true"
        more = "; this clone is shallow: git fetch --unshallow" if shallow else ""
        return "there are " + ", ".join(f"`{each}`" for each in names[:5]) + (" and more" if names[5:] else "") + more

    def _ask(self, *words: str) -> str:
        return git(self.folder, *words)


def _refusal(message: str, remedy: str) -> ConfigurationError:
    return ConfigurationError([Complaint(message, remedy=remedy)])
