"""Private folders: what a trial may import, and where it works."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Optional

import workbench
from workbench.errors import Complaint, ConfigurationError
from workbench.model.plan import PluginReference

LONGEST_FOLDER = 28
"""Ray puts sockets about 70 characters below TMPDIR, and a socket's path ends at 107 bytes (unix(7))."""

_USER_MODULE = '''"""Made by workbench: a user's file under its own name, in the trial and in all its workers."""
import os, sys
__file__ = {path!r}
if os.path.dirname(__file__) not in sys.path:
    # Last, so that nothing beside the file can shadow the standard library or the environment.
    sys.path.append(os.path.dirname(__file__))
with open(__file__, "rb") as source:
    exec(compile(source.read(), __file__, "exec"))
'''


def short_folder(prefix: str) -> str:
    """A new private folder with a short path, under TMPDIR where that is short enough, else /tmp."""
    parent = tempfile.gettempdir()
    if len(parent) + len(prefix) + 9 > LONGEST_FOLDER:
        parent = "/tmp"  # noqa: S108 - mkdtemp makes it private
    return tempfile.mkdtemp(prefix=prefix, dir=parent)


class ImportFolder:
    """A folder for PYTHONPATH that holds a link to this package and the users' modules, and nothing else.

    The package's own parent on the path would expose its neighbours: another numpy, in a site-packages.
    """

    def __init__(self) -> None:
        self.path = short_folder("wb-")
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
    """One trial's folder: `w` to work in, `s` for scratch and TMPDIR, its request, its output. Removed after it."""

    def __init__(self) -> None:
        self.path = short_folder("wb-")
        self.working = os.path.join(self.path, "w")
        self.scratch = os.path.join(self.path, "s")
        self.stdout = os.path.join(self.path, "stdout")
        self.stderr = os.path.join(self.path, "stderr")
        self.request = os.path.join(self.path, "request.json")
        os.mkdir(self.working)
        os.mkdir(self.scratch)

    def stderr_tail(self, length_bytes: int = 2000) -> str:
        """The last of what the trial wrote to standard error, whole lines where there are several."""
        try:
            with open(self.stderr, "rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - length_bytes))
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return ""
        return text.partition("\n")[2] if size > length_bytes and "\n" in text else text

    def remove(self) -> None:
        """Remove it, also what the trial made read-only."""
        shutil.rmtree(self.path, ignore_errors=True)
        if os.path.isdir(self.path):
            for folder, _, _ in os.walk(self.path):
                os.chmod(folder, 0o700)
            shutil.rmtree(self.path, ignore_errors=True)
