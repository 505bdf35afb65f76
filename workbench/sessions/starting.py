"""Puts a suite and a workload that run as they are into a folder, for a person to change."""

from __future__ import annotations

import os

from workbench.errors import WorkbenchError

SKELETON = os.path.join(os.path.dirname(os.path.abspath(__file__)), "skeleton")
FILES = ("mine.toml", "mine.py")


def start_project(folder: str) -> tuple[str, ...]:
    """Write the files; returns their paths. Raises WorkbenchError, and writes nothing, where one exists."""
    paths = tuple(os.path.join(folder, name) for name in FILES)
    taken = [path for path in paths if os.path.lexists(path)]
    if taken:
        raise WorkbenchError(f"{' and '.join(taken)} exists already; nothing was written", "go to an empty folder")
    for name, path in zip(FILES, paths, strict=True):
        with open(os.path.join(SKELETON, name), encoding="utf-8") as skeleton:
            text = skeleton.read()
        try:
            with open(path, "x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise WorkbenchError(f"{path} could not be written: {error.strerror}") from None
    return paths
