"""An installer that is played: it notes what it was asked, and does as its requirement says."""

import sys

import pytest

from workbench.building import building
from workbench.building.installers import Uv

FAKE = """#!/bin/sh
echo "$*" >>"{calls}"
if [ "$1" = venv ]; then
    for folder; do :; done
    mkdir -p "$folder/bin"
    ln -s "{python}" "$folder/bin/python"
    exit 0
fi
case "$*" in
    *fails*) echo half >"$PWD/half"; echo "error: it broke" >&2; exit 1;;
    *hangs*) sleep 600;;
esac
"""


@pytest.fixture
def installer(tmp_path, monkeypatch):
    """The calls of a fake uv, as a list of lines so far."""
    calls, path = tmp_path / "calls", tmp_path / "uv"
    path.write_text(FAKE.format(calls=calls, python=sys.executable))
    path.chmod(0o755)
    monkeypatch.setattr(building, "choose_installer", lambda options: Uv(str(path)))
    return lambda: calls.read_text().splitlines() if calls.exists() else []
