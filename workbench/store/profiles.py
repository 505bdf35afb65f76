"""Profiles of a run: `profiles/<trial id>.json` and what the profiler wrote beside it.

They lie apart from trials.jsonl, so that nothing that reads measurements can meet one.
"""

from __future__ import annotations

import os

from workbench.errors import StoreError
from workbench.model.profile import Profile
from workbench.store.diskerrors import explained, printable
from workbench.store.encoding import encode_document
from workbench.store.layout import PROFILES_FOLDER, checked_name, is_safe_name, read_regular, sync_folder, write_synced
from workbench.store.schema import Decoding, Undecodable

_SUFFIX = ".json"
_profile = Decoding(Profile)


def profile_stem(folder: str, trial_id: str) -> str:
    """The path that the names of a profile's files begin with; makes the folder. Raises StoreError."""
    inside = os.path.join(folder, PROFILES_FOLDER)
    with explained("make a folder in", folder):
        os.makedirs(inside, exist_ok=True)
    return os.path.join(inside, checked_name(trial_id, "the trial id"))


def write_profile(folder: str, profile: Profile) -> None:
    """Keep the record of a profiled launch beside its files. Raises StoreError."""
    path = profile_stem(folder, profile.record.trial_id) + _SUFFIX
    with explained("write to", folder):
        write_synced(path, encode_document(profile))
        sync_folder(os.path.dirname(path))


def read_profiles(folder: str) -> tuple[Profile, ...]:
    """The profiles of a run, by trial id. Raises StoreError for one that can't be read."""
    inside = os.path.join(folder, PROFILES_FOLDER)
    names = sorted(os.listdir(inside)) if os.path.isdir(inside) else []
    found = (_read(os.path.join(inside, name)) for name in names if _is_record(name))
    return tuple(found)


def _is_record(name: str) -> bool:
    """A profiler's own files may end in `.json` too, but then with a word more before it."""
    return name.endswith(_SUFFIX) and "." not in name[: -len(_SUFFIX)] and is_safe_name(name)


def _read(path: str) -> Profile:
    try:
        profile = _profile.one(read_regular(path))
    except Undecodable as error:
        raise StoreError(f"{printable(path)} is not the record of a profile: {error}", "delete it") from error
    for name in profile.files:
        checked_name(name, f"{printable(path)}: a file's name")
    return profile
