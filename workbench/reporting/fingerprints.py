"""Whether what lies in a results folder is still what it was. No file's content is read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

DEPTH = 4
"""Folders below a results root that are looked at: results/<machine>/<run id>, one level to spare."""


def fingerprint(root: str) -> str:
    """A key that changes when a run below `root` appears, grows, changes or goes. Reads no file's content."""
    digest = hashlib.sha256()
    for path in sorted(_files(root, DEPTH)):
        try:
            stat = os.stat(path, follow_symlinks=False)
        except OSError:
            continue
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ino}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _files(folder: str, depth: int) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name in {"run.json", "trials.jsonl"}:
            yield entry.path
        elif depth and not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, depth - 1)
