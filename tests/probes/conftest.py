"""Trees made by hand, for one probe at a time."""

from types import SimpleNamespace

import pytest


@pytest.fixture
def process():
    """A process whose /proc files are given as text."""

    def make(pid=7, resident=0, anonymous=0, threads=1, files=None, **attributes):
        files = dict(files or {})

        def read(name, keep=True):
            if isinstance(files.get(name), Exception):
                raise files[name]
            return files.get(name, "").encode()

        figures = {"user_seconds": 0.0, "system_seconds": 0.0, "reaped_faults": 0, "started": 1, **attributes}
        return SimpleNamespace(
            pid=pid,
            threads=threads,
            resident_bytes=lambda: resident,
            anonymous_bytes=lambda: anonymous,
            read=read,
            files=files,
            **figures,
        )

    return make


@pytest.fixture
def tree():
    """A tree of such processes."""

    def make(*processes, launcher=None, departed=(), user_seconds=0.0, system_seconds=0.0):
        return SimpleNamespace(
            processes=processes,
            arrived=(),
            departed=departed,
            launcher=launcher,
            user_seconds=user_seconds,
            system_seconds=system_seconds,
        )

    return make
