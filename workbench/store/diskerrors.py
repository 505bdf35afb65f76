"""What the operating system refused, in a sentence a person can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from workbench.errors import StoreError

_FREE_SPACE = "free some space there, or name another folder"
_REASONS = {
    errno.ENOSPC: ("the disk is full", _FREE_SPACE),
    errno.EDQUOT: ("your disk quota is used up", _FREE_SPACE),
    errno.EFBIG: ("the file would pass the largest size allowed here", "look at `ulimit -f`"),
    errno.EROFS: ("that disk is mounted read-only", "name a folder on another disk"),
    errno.EACCES: ("permission denied", "name a folder that you may write, or change its permissions"),
    errno.EPERM: ("permission denied", "name a folder that you may write, or change its permissions"),
    errno.ENOENT: ("it isn't there (any more)", None),
    errno.ENOTDIR: ("a part of that path is a file, not a folder", None),
    errno.ELOOP: ("it is a symbolic link, and links are not followed here", None),
    errno.ENAMETOOLONG: ("that path is longer than the file system allows", "use a shorter folder name"),
    errno.EIO: ("the disk reports an input/output error", "check the disk before trusting it with more"),
}


def printable(text: str) -> str:
    """`text` with what could disturb a terminal escaped: names of files and folders may come from anyone."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def store_error(doing: str, path: str, error: OSError, remedy: str | None = None) -> StoreError:
    """`doing` completes "can't … PATH: reason"; `remedy` overrules the usual one."""
    fallback = ((error.strerror or str(error)).lower(), None)
    reason, usual = _REASONS.get(error.errno or 0, fallback)
    return StoreError(f"can't {doing} {printable(path)}: {reason}", remedy or usual)


@contextmanager
def explained(doing: str, path: str) -> Iterator[None]:
    """Turns an OSError inside into a StoreError: "can't `doing` `path`: reason"."""
    try:
        yield
    except OSError as error:
        raise store_error(doing, path, error) from error
