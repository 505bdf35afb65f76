"""A person's CSV file, read whole."""

from __future__ import annotations

import os

from workbench.errors import Complaint, ConfigurationError

LARGEST_FILE_BYTES = 200_000_000


def read_text(path: str) -> str:
    """Its text. Raises ConfigurationError for what can't be read, is too large, or isn't UTF-8."""
    try:
        if os.path.getsize(path) > LARGEST_FILE_BYTES:
            raise ConfigurationError([Complaint(f"larger than {LARGEST_FILE_BYTES:,} bytes", path)])
        with open(path, "rb") as file:
            return file.read().decode("utf-8-sig")
    except OSError as error:
        raise ConfigurationError([Complaint(f"can't be read: {error.strerror}", path)]) from None
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text (byte {error.start})"
        raise ConfigurationError([Complaint(message, path, remedy="save it as CSV in UTF-8")]) from None
