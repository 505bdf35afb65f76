"""Where a person's relative paths start from."""

from __future__ import annotations

import os


def working_folder() -> str:
    """The folder that `workbench` was started in; a trial's own is a private one."""
    return os.environ.get("WORKBENCH_WORKING_FOLDER") or os.getcwd()
