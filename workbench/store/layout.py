"""Where things lie in a results folder, and which names may become part of a path.

    results/<machine>/<run id>/{run.json, trials.jsonl, watched.jsonl, telemetry/, profiles/}

A name that came from a file, a suite or a command line becomes part of a path only through this module.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from datetime import UTC, datetime

from workbench.errors import StoreError
from workbench.store.diskerrors import explained, printable

RUN_FILE = "run.json"
TRIALS_FILE = "trials.jsonl"
TORN_FILE = "trials.torn"
WATCHED_FILE = "watched.jsonl"
TELEMETRY_FOLDER = "telemetry"
PROFILES_FOLDER = "profiles"
LONGEST_NAME = 120

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_NOT_IN_A_SLUG = re.compile(r"[^A-Za-z0-9_]+")


def slug(text: str, longest: int = 40) -> str:
    """`text` as a part of a name: ASCII letters, digits, `_` and `-`; never empty, never starting with a dot."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_IN_A_SLUG.sub("-", plain)[:longest].strip("-_") or "unnamed"


def new_run_id(name: str, now: float, token: str) -> str:
    """`20261121T024501Z-demo-4f3a`: sorts by time, says the suite, and `token` tells runs of one second apart.

    `now` is in seconds since the epoch.
    """
    moment = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{moment}-{slug(name)}-{slug(token, 16)}"


def is_safe_name(name: str) -> bool:
    """Whether `name` can be one component of a path: no separator, no leading dot, bounded length."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def checked_name(name: str, what: str) -> str:
    """`name`, if it can be one component of a path; `what` names it in the StoreError otherwise."""
    if not is_safe_name(name):
        raise StoreError(
            f"{what} {printable(repr(name[:60]))} can't be part of a path",
            f"allowed are up to {LONGEST_NAME} letters, digits, `.`, `_`, `+` and `-`, the first a letter or digit",
        )
    return name


def machine_folder(root: str, machine_id: str) -> str:
    """`root`/<machine>. Raises StoreError for a hostile id and for a link that leads elsewhere."""
    folder = os.path.join(root, checked_name(machine_id, "the machine id"))
    if os.path.islink(folder):
        raise StoreError(
            f"{printable(folder)} is a symbolic link, and links inside a results folder are not followed",
            "replace it with a folder, or name the folder it points to as the results folder",
        )
    return folder


def run_folder(root: str, machine_id: str, run_id: str) -> str:
    """`root`/<machine>/<run id>, always inside `root`."""
    return os.path.join(machine_folder(root, machine_id), checked_name(run_id, "the run id"))


def is_run(folder: str) -> bool:
    """Whether `folder` claims to be a run: it has a run.json. Nothing is said about what is in it."""
    return os.path.isfile(os.path.join(folder, RUN_FILE))


def open_regular(path: str, flags: int = os.O_RDONLY) -> int:
    """A descriptor of the regular file `path`. Raises OSError for a link and StoreError for a pipe or a device."""
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise StoreError(f"{printable(path)} is not a regular file")
    return descriptor


def read_regular(path: str) -> bytes:
    """All of the regular file `path`. Raises StoreError with the reason."""
    with explained("read", path), open(open_regular(path), "rb") as file:
        return file.read()


def write_synced(path: str, data: bytes) -> None:
    """Write a file that survives a power failure (once its folder is synced). Raises OSError."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: str) -> None:
    """Make the names in `folder` survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
