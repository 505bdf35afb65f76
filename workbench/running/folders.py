"""Private folders: what a trial may import, and where it works."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from typing import Optional

import workbench
from workbench.errors import Complaint, ConfigurationError
from workbench.model.plan import PluginReference

OWNED = re.compile(r"wb-(\d+)-")
LONGEST_PARENT = 18
"""Ray puts sockets about 70 characters below TMPDIR, and a socket's path ends at 107 bytes (unix(7))."""

_USER_MODULE = '''"""Made by workbench: a user's file under its own name, in the trial and in all its workers."""
import os, sys
__file__ = {path!r}
if os.path.dirname(__file__) not in sys.path:
    # Last, so that nothing beside the file can shadow the standard library or the environment.
    sys.path.append(os.path.dirname(__file__))
    sys.path.extend(filter(None, os.environ.get("WORKBENCH_PERSON_PYTHONPATH", "").split(os.pathsep)))
with open(__file__, "rb") as source:
    exec(compile(source.read(), __file__, "exec"))
'''


def short_folder() -> str:
    """A new private folder with a short path, named for this process, under TMPDIR where that is short enough."""
    return tempfile.mkdtemp(prefix=f"wb-{os.getpid()}-", dir=_parent())


def sweep() -> None:
    """Remove what runs of ours that were killed left behind: folders named for a process that is no more."""
    for name in os.listdir(_parent()):
        owner = OWNED.match(name)
        path = os.path.join(_parent(), name)
        if owner and not os.path.exists(f"/proc/{owner.group(1)}") and os.path.isdir("/proc/self"):
            _remove_own(path)


def _parent() -> str:
    parent = tempfile.gettempdir()
    return parent if len(parent) <= LONGEST_PARENT else "/tmp"  # noqa: S108 - mkdtemp makes it private


def _remove_own(path: str) -> None:
    try:
        if os.lstat(path).st_uid == os.getuid() and not os.path.islink(path):
            remove_tree(path)
    except OSError:
        pass  # Somebody else swept it first.


def remove_tree(path: str) -> None:
    """Remove a folder, also what a trial made read-only in it."""
    shutil.rmtree(path, ignore_errors=True)
    if os.path.isdir(path):
        for folder, _, _ in os.walk(path):
            os.chmod(folder, 0o700)
        shutil.rmtree(path, ignore_errors=True)


class ImportFolder:
    """A folder for PYTHONPATH that holds a link to this package and the users' modules, and nothing else.

    The package's own parent on the path would expose its neighbours: another numpy, in a site-packages.
    """

    def __init__(self) -> None:
        self.path = short_folder()
        self._admitted: dict[str, str] = {}
        os.symlink(os.path.dirname(os.path.abspath(workbench.__file__)), os.path.join(self.path, "workbench"))

    def admit(self, reference: Optional[PluginReference]) -> None:
        """Make a user's file importable. Raises ConfigurationError when another file has its name already."""
        if reference is None or reference.path is None:
            return
        known = self._admitted.setdefault(reference.module, reference.path)
        if known != reference.path:
            message = f"{reference.path} and {known} would both be the module {reference.module!r}"
            raise ConfigurationError([Complaint(message, remedy="rename one of the two files")])
        with open(os.path.join(self.path, reference.module + ".py"), "w", encoding="utf-8") as module:
            module.write(_USER_MODULE.format(path=reference.path))

    def remove(self) -> None:
        """Remove it; what it points to stays."""
        shutil.rmtree(self.path, ignore_errors=True)


class TrialFolder:
    """One trial's folder: `w` to work in, `s` for scratch and TMPDIR, its request. Removed after it."""

    def __init__(self) -> None:
        self.path = short_folder()
        self.working = os.path.join(self.path, "w")
        self.scratch = os.path.join(self.path, "s")
        self.request = os.path.join(self.path, "request.json")
        os.mkdir(self.working)
        os.mkdir(self.scratch)

    def remove(self) -> None:
        """Remove it."""
        remove_tree(self.path)
