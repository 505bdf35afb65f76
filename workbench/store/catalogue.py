"""Which runs there are, cheaply and whatever else lies in the folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench.errors import StoreError
from workbench.store.diskerrors import printable, store_error
from workbench.store.layout import RUN_FILE, TRIALS_FILE, is_run, is_safe_name, open_regular, read_regular
from workbench.store.schema import Undecodable, format_of

DEPTH = 3
"""A run lies at most this deep: results/<machine>/<run id>, or a folder of several such results."""
_DERIVED = ("asv", "telemetry", "profiles", "__pycache__")
_SHIPPED = ("example", "published")
"""What comes with workbench's own repository, in its results/: others' runs, never among those made here."""
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class RunEntry:
    """One line of a list of runs.

    `planned` and `recorded` count trials (`recorded` counts lines, readable or not). `side` is `base` or `head` where
    the run is that side of a check, which is complete as it is. A folder that can't be taken for a run has `problems`
    and no `run_id`; then the figures are 0.
    """

    folder: str
    run_id: str = ""
    machine_id: str = ""
    name: str = ""
    created_at: float = 0.0
    planned: int = 0
    recorded: int = 0
    problems: tuple[str, ...] = ()
    side: str = ""

    @property
    def readable(self) -> bool:
        """Whether its header could be read."""
        return bool(self.run_id)


def find_runs(root: str, read: Callable[[str], RunEntry] | None = None) -> tuple[RunEntry, ...]:
    """Every run in `root` (or `root` itself), newest first, then the folders that should be runs and aren't.

    `example` and `published` in it are others' and left out: they are roots of their own.

    Broken and foreign folders are entries with `problems`; nothing is raised for them. Links are not
    followed. `read` gives the entry of a folder (`read_entry`, unless one knows it already).
    Raises StoreError where `root` exists but can't be listed; without it there are no runs.
    """
    if not os.path.exists(root):
        return ()
    try:
        os.scandir(root).close()
    except OSError as error:
        raise store_error("list", root, error) from error
    entries = [(read or read_entry)(folder) for folder in _candidates(root, 0)]
    return tuple(sorted(entries, key=lambda entry: (not entry.readable, -entry.created_at, entry.folder)))


def run_folders(root: str) -> tuple[str, ...]:
    """The folders of runs in `root`, unread, for who asks often; links are left out. Empty where there is no `root`."""
    found = _candidates(root, 0) if os.path.isdir(root) else ()
    return tuple(folder for folder in found if is_run(folder) and not os.path.islink(folder))


def _candidates(folder: str, depth: int) -> Iterator[str]:
    """Folders that are runs, or lie where a run would lie."""
    try:
        inside = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    names = {entry.name for entry in inside}
    if RUN_FILE in names or TRIALS_FILE in names:
        yield folder
        return
    left_out = (*_DERIVED, *(_SHIPPED if depth == 0 else ()))
    below = [
        entry for entry in inside if entry.is_dir() and not entry.name.startswith(".") and entry.name not in left_out
    ]
    if not below and depth > 1:
        yield folder
    for entry in below:
        if entry.is_symlink() or depth == DEPTH:
            yield entry.path
        else:
            yield from _candidates(entry.path, depth + 1)


def read_entry(folder: str) -> RunEntry:
    """The entry of one folder, whatever is in it."""
    path = os.path.join(folder, RUN_FILE)
    if os.path.islink(folder):
        return RunEntry(folder, problems=(f"{printable(folder)} is a symbolic link: not followed",))
    try:
        data = read_regular(path)
        header = format_of(data, printable(path)).outline.one(data)
        recorded = _count_lines(os.path.join(folder, TRIALS_FILE))
    except StoreError as error:
        return RunEntry(folder, problems=(str(error),))
    except Undecodable as error:
        return RunEntry(folder, problems=(f"{printable(path)} is not a run's header: {error}",))
    if not (is_safe_name(header.run_id) and is_safe_name(header.machine.id)):
        return RunEntry(folder, problems=(f"{printable(path)}: its ids can't be names of folders",))
    return RunEntry(
        folder,
        header.run_id,
        header.machine.id,
        header.plan.name,
        header.created_at,
        recorded if header.check is not None else header.plan.planned_trials,
        recorded,
        side="" if header.check is None else header.check.side,
    )


def _count_lines(path: str) -> int:
    count = 0
    try:
        with open(open_regular(path), "rb") as file:
            while block := file.read(_BLOCK_BYTES):
                count += block.count(b"\n")
    except OSError as error:
        raise store_error("read", path, error) from error
    return count
