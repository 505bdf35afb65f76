"""What was worked out from runs, kept beside them so that it need not be worked out again: results/.cache/.

Never facts: whatever is missing, stale, damaged or can't be written is made anew by who asks. The folder ignores
itself in version control. Each file holds the key it was made for and a digest of what follows.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress

from workbench.errors import StoreError
from workbench.store.layout import checked_name, open_regular, read_regular

CACHE_FOLDER = ".cache"
_IGNORE = b"# What is here is worked out from the runs, and made again when it is missing.\n*\n"


class Derived:
    """The files kept beside the runs of `root`; a name holds one file, the one for the last key."""

    def __init__(self, root: str) -> None:
        self.folder = os.path.join(root, CACHE_FOLDER)

    def load(self, name: str, key: str) -> bytes | None:
        """What was saved under `name` for `key`; None where there is nothing, or not all of it."""
        try:
            found = read_regular(self._path(name))
        except StoreError:
            return None
        head, _, data = found.partition(b"\n")
        return data if head == _head(key, data) else None

    def save(self, name: str, key: str, data: bytes) -> None:
        """Keep `data`, where the folder can be written; readers see all of it or what was there before."""
        with suppress(OSError, StoreError):
            path = self._path(name)
            beside = f"{path}.{secrets.token_hex(8)}.part"
            self._prepare()
            try:
                with open(open_regular(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
                    file.write(_head(key, data) + b"\n" + data)
                os.replace(beside, path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(beside)
                raise

    def remove_ending(self, ending: str) -> None:
        """Remove the files whose name ends so, where that can be done."""
        with suppress(OSError, StoreError):
            for name in os.listdir(os.path.dirname(self._path("any"))):
                if name.endswith(ending):
                    os.unlink(self._path(name))

    def _prepare(self) -> None:
        os.makedirs(self.folder, exist_ok=True)
        ignore = os.path.join(self.folder, ".gitignore")
        if not os.path.lexists(ignore):
            with open(open_regular(ignore, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
                file.write(_IGNORE)

    def _path(self, name: str) -> str:
        """Inside the folder, which must be one: a link could lead elsewhere. Raises StoreError."""
        if os.path.islink(self.folder):
            raise StoreError(f"{self.folder} is a symbolic link: not followed")
        return os.path.join(self.folder, checked_name(name, "the name of a derived file"))


def _head(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape") + b"\0" + data).hexdigest().encode("ascii")
