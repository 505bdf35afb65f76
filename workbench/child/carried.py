"""What the nodes of a cluster must be able to import: the rooms that run in a trial, and the person's own file."""

from __future__ import annotations

import hashlib
import os
import zipfile
from typing import Iterable, Iterator, Mapping, Optional, Sequence, Tuple

import workbench

ROOMS = (
    "model",
    "contracts",
    "child",
    "telemetry",
    "probes",
    "workloads",
    "solvers",
    "backends",
    "clusters",
)
MODULES = ("__init__", "errors", "wire", "registry", "collector")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The least date a zip file can hold: the same content makes the same file."""


def write_archive(folder: str, own_files: Mapping[str, str], rooms: Sequence[str] = ROOMS) -> str:
    """A zip file in `folder`, named for its content; `own_files` are paths by the module they are imported as."""
    files = [*_shipped(_package(), rooms), *_own(own_files)]
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(b"%d %s %d " % (len(name), name.encode(), len(content)) + content)
    path = os.path.join(folder, "workbench-code-%s.zip" % digest.hexdigest()[:16])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return path


def all_rooms() -> Sequence[str]:
    """Every folder of modules that there is, for a machine that does more than trials."""
    package = _package()
    return sorted(name for name in os.listdir(package) if os.path.isfile(os.path.join(package, name, "__init__.py")))


def own_files(references: Iterable[Optional[Mapping[str, str]]]) -> Mapping[str, str]:
    """Of those references that point into a file of the person's: its path by its module."""
    return {found["module"]: found["path"] for found in references if found is not None and found["path"] is not None}


def _package() -> str:
    return os.path.dirname(os.path.abspath(workbench.__file__))


def _shipped(package: str, rooms: Sequence[str]) -> Iterator[Tuple[str, bytes]]:
    for module in MODULES:
        yield "workbench/%s.py" % module, _content(os.path.join(package, module + ".py"))
    for room in rooms:
        for folder, inner, names in os.walk(os.path.join(package, room)):
            inner.sort()
            for name in sorted(names):
                if name.endswith(".py"):
                    path = os.path.join(folder, name)
                    yield "workbench/" + os.path.relpath(path, package).replace(os.sep, "/"), _content(path)


def _own(files: Mapping[str, str]) -> Iterator[Tuple[str, bytes]]:
    for module, path in sorted(files.items()):
        yield module + ".py", _content(path)


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
