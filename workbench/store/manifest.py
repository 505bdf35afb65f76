"""What a data cache's entry holds: every file with its size and SHA-256."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from workbench.errors import StoreError
from workbench.store.diskerrors import printable
from workbench.store.layout import open_regular, read_regular, write_synced

MANIFEST_FILE = "manifest.json"
DATA_FOLDER = "data"
VERSION = 1


@dataclass(frozen=True)
class CachedFile:
    """A file's size in bytes and its SHA-256 in hex."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """An entry's content. `files` maps names relative to the data folder, with `/`, to what they hold."""

    workload: str
    key: str
    data_hash: str
    files: Mapping[str, CachedFile] = field(default_factory=dict)
    version: int = VERSION

    @property
    def size_bytes(self) -> int:
        """All files together."""
        return sum(file.size_bytes for file in self.files.values())


_decoder = msgspec.json.Decoder(Manifest)


def content_key(parts: Mapping[str, str]) -> str:
    """The SHA-256 over everything the data depends on: name → value, in any order."""
    return hashlib.sha256(msgspec.json.encode(dict(parts), order="sorted")).hexdigest()


def data_hash(files: Mapping[str, CachedFile]) -> str:
    """The SHA-256 over the sorted names and hashes: equal on two machines exactly if the bytes are."""
    content = hashlib.sha256()
    for name in sorted(files):
        content.update(f"{name}\0{files[name].sha256}\n".encode())
    return content.hexdigest()


def scan(folder: str) -> dict[str, CachedFile]:
    """Every file below `folder`, read and hashed. Raises StoreError for links, pipes and other specials."""
    found = {}
    for name, path in _files(folder):
        with open(open_regular(path), "rb") as file:
            found[name] = CachedFile(os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest())
    return found


def write_manifest(entry: str, manifest: Manifest) -> None:
    """Into the entry's folder. Raises OSError."""
    write_synced(os.path.join(entry, MANIFEST_FILE), msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")


def read_manifest(entry: str) -> Manifest | None:
    """An entry's manifest, if it has a readable one and every file is there with the size it says."""
    try:
        manifest = _decoder.decode(read_regular(os.path.join(entry, MANIFEST_FILE)))
        sizes = {name: os.lstat(path) for name, path in _files(os.path.join(entry, DATA_FOLDER))}
    except (StoreError, OSError, msgspec.DecodeError):
        return None
    expected = {name: file.size_bytes for name, file in manifest.files.items()}
    if manifest.version != VERSION or {name: status.st_size for name, status in sizes.items()} != expected:
        return None
    return manifest


def make_read_only(folder: str) -> None:
    """Take the right to write from every file and folder below `folder`, and from itself."""
    _change_modes(folder, lambda mode: mode & ~0o222)


def make_removable(folder: str) -> None:
    """Give the owner the right to write back."""
    _change_modes(folder, lambda mode: mode | 0o200)


def _files(folder: str) -> Iterator[tuple[str, str]]:
    for parent, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(parent, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISREG(mode):
                yield os.path.relpath(path, folder).replace(os.sep, "/"), path
            elif not stat.S_ISDIR(mode):
                raise StoreError(f"{printable(path)} is neither a file nor a folder: data must be plain files")


def _change_modes(folder: str, changed: Callable[[int], int]) -> None:
    for parent, _, names in os.walk(folder, topdown=False):
        for path in (*(os.path.join(parent, name) for name in names), parent):
            if not os.path.islink(path):
                os.chmod(path, changed(stat.S_IMODE(os.lstat(path).st_mode)))
