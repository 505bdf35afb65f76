"""Both sides as folders: a worktree of each, in a temporary folder that is gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from workbench.running.folders import OWNED, remove_tree, short_folder
from workbench.sessions.checking.git import GitRefused, git
from workbench.sessions.checking.repository import Repository, Tree


@contextmanager
def scratch_folder(repository: Repository) -> Iterator[str]:
    """A temporary folder for worktrees of `repository`: what it holds, and what git knows of that, ends with it.

    It is named for this process: what a check left that was killed is tidied by the next one.
    """
    _forget(repository, lambda owner: not os.path.exists(f"/proc/{owner}"))
    folder = short_folder()
    try:
        yield folder
    finally:
        _forget(repository, lambda owner: owner == str(os.getpid()))
        remove_tree(folder)


def check_out(repository: Repository, tree: Tree, scratch: str, name: str) -> str:
    """The folder `scratch`/`name` with all that is in `tree`. Raises GitRefused."""
    folder = os.path.join(scratch, name)
    git(repository.folder, "worktree", "add", "--detach", "--quiet", folder, tree.commit)
    if tree.dirty:
        git(folder, "read-tree", "--reset", "-u", tree.tree, variables=repository.variables(tree))
    return folder


def _forget(repository: Repository, ours: Callable[[str], bool]) -> None:
    """Remove the worktrees of checks in processes that `ours` tells by number; a person's own are left alone."""
    for line in git(repository.folder, "worktree", "list", "--porcelain").splitlines():
        folder = line.removeprefix("worktree ")
        owner = OWNED.match(os.path.basename(os.path.dirname(folder)))
        if folder != line and owner is not None and ours(owner.group(1)):
            with suppress(GitRefused):
                git(repository.folder, "worktree", "remove", "--force", "--force", folder)
