"""Where a project of asv has its benchmarks."""

from __future__ import annotations

import json
import os
import re
from typing import Optional

from workbench.errors import Complaint, ConfigurationError

CONFIGURATION = "asv.conf.json"
DEFAULT_FOLDER = "benchmarks"
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)


def benchmark_folder(path: str) -> Optional[str]:
    """The folder of benchmarks that `path` leads to: itself, or what the asv.conf.json in it (or that it is) says.

    None for what is neither a folder nor an asv.conf.json. Raises ConfigurationError for one that can't be used.
    """
    if os.path.isdir(path):
        configuration = os.path.join(path, CONFIGURATION)
        return _configured(configuration) if os.path.isfile(configuration) else os.path.normpath(path)
    return _configured(path) if os.path.basename(path) == CONFIGURATION else None


def _configured(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            # asv takes lines of comments.
            said = json.loads(_COMMENT.sub("", file.read()))
    except (OSError, ValueError) as error:
        raise ConfigurationError([Complaint(f"can't be read: {error}", path)]) from error
    folder = said.get("benchmark_dir", DEFAULT_FOLDER) if isinstance(said, dict) else None
    if not isinstance(folder, str):
        raise ConfigurationError([Complaint("`benchmark_dir` is no text", path)])
    return os.path.normpath(os.path.join(os.path.dirname(path), folder))
