"""Practice clusters on disk: a folder each, of this user only, with `cluster.json`; secrets are files beside it."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict

import msgspec

from workbench.model.practice import PracticeCluster
from workbench.practice.tools import PracticeError

FILE = "cluster.json"
NAME = re.compile(r"[a-z][a-z0-9-]{0,15}")
"""A name stands in host names, groups and namespaces."""
_decoder = msgspec.json.Decoder(PracticeCluster)


def default_root(environment: Mapping[str, str] = os.environ) -> str:
    """$XDG_STATE_HOME/workbench/clusters, else below ~/.local/state (XDG: a relative path counts as unset)."""
    base = environment.get("XDG_STATE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(base, "workbench", "clusters")


def folder_of(root: str, name: str) -> str:
    """A cluster's folder. Raises PracticeError for a name that is none."""
    if NAME.fullmatch(name) is None:
        raise PracticeError(f"{name!r} can't name a cluster: up to 16 small letters, digits and `-`, a letter first")
    return os.path.join(root, name)


@contextmanager
def reserving(root: str) -> Iterator[None]:
    """Hold the right to add a cluster: two that begin at once would take the same addresses."""
    os.makedirs(root, mode=0o700, exist_ok=True)
    descriptor = os.open(os.path.join(root, ".lock"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_cluster(cluster: PracticeCluster) -> None:
    """Replace what is kept of a cluster, whole or not at all."""
    path = os.path.join(cluster.folder, FILE)
    write_private(path + ".new", json.dumps(asdict(cluster), indent=2).encode())
    os.replace(path + ".new", path)


def write_private(path: str, content: bytes) -> None:
    """A file that only this user may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_cluster(root: str, name: str) -> PracticeCluster | None:
    """The cluster of that name; None where there is none. Raises PracticeError for a file that can't be taken."""
    path = os.path.join(folder_of(root, name), FILE)
    try:
        with open(path, "rb") as file:
            return _decoder.decode(file.read())
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PracticeError(
            f"{path} holds no practice cluster: {error}", "another version of workbench wrote it?"
        ) from error


def names(root: str) -> tuple[str, ...]:
    """The clusters there are, by name."""
    try:
        found = os.listdir(root)
    except FileNotFoundError:
        return ()
    return tuple(sorted(name for name in found if os.path.exists(os.path.join(root, name, FILE))))


def known_cluster(root: str, name: str) -> PracticeCluster:
    """The cluster of that name. Raises PracticeError, naming those there are."""
    cluster = read_cluster(root, name)
    if cluster is None:
        there = names(root)
        raise PracticeError(
            f"there is no practice cluster {name!r}; there is {', '.join(there) or 'none'}",
            "bring one up: workbench cluster up --nodes 2",
        )
    return cluster


def forget(cluster: PracticeCluster) -> None:
    """Remove all that is kept of a cluster. The document goes last: until then `down` can be asked again."""
    for place in (cluster.scratch, *(os.path.join(cluster.folder, name) for name in os.listdir(cluster.folder))):
        if os.path.basename(place) == FILE:
            continue
        if os.path.isdir(place) and not os.path.islink(place):
            shutil.rmtree(place)
        elif os.path.lexists(place):
            os.unlink(place)
    os.unlink(os.path.join(cluster.folder, FILE))
    os.rmdir(cluster.folder)
