"""Files that other programs wrote, and how to break them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FILES = Path(__file__).parent / "files"


@pytest.fixture
def files():
    return FILES


@pytest.fixture
def broken(tmp_path):
    """Writes a copy of a file after `change(document)`, or what that returns as `{"results": …}`; returns its path."""

    def write(name, change, to="broken.json"):
        document = json.loads((FILES / name).read_text())
        changed = change(document)
        path = tmp_path / to
        path.write_text(
            json.dumps(changed if isinstance(changed, dict) and changed.keys() == {"results"} else document)
        )
        return str(path)

    return write
