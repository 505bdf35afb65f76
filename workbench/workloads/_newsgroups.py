"""20 newsgroups (Lang 1995), where scikit-learn has downloaded it before; nothing is downloaded here.

The file is scikit-learn's own and is read by scikit-learn alone, which unpickles it, as whenever somebody asks for it.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any, Iterator, Optional

from workbench.errors import DataError
from workbench.workloads._corpus import Document

FILE = "20news-bydate_py3.pkz"
PARTS = ("train", "test")
NAME = "20 newsgroups"


def cached_newsgroups() -> Optional[str]:
    """The file in scikit-learn's data folder ($SCIKIT_LEARN_DATA, else ~/scikit_learn_data); None where it has none."""
    folder = os.environ.get("SCIKIT_LEARN_DATA") or os.path.join("~", "scikit_learn_data")
    path = os.path.join(os.path.expanduser(folder), FILE)
    return path if os.path.isfile(path) else None


def newsgroups_key(path: str) -> str:
    """What tells this file from another one: the SHA-256 of its bytes."""
    with open(path, "rb") as file:
        return "20-newsgroups-" + hashlib.sha256(file.read()).hexdigest()


def newsgroups(path: str) -> Iterator[Document]:
    """Every message without its headers, signature and quotes, which would give its group away.

    The documents of a label form two groups, before and after a date, as the data set is divided: the later and
    smaller part is the one held out. Raises DataError where scikit-learn is missing or can't read its file.
    """
    for part in PARTS:
        found = _read(part, path)
        for text, code in zip(found.data, found.target):
            yield Document(found.target_names[code], part, text)


def _read(part: str, path: str) -> Any:
    try:
        from sklearn.datasets import fetch_20newsgroups
    except ImportError as error:
        raise DataError("%s is at %s, but nothing here reads it: pip install scikit-learn" % (NAME, path)) from error
    try:
        return fetch_20newsgroups(
            data_home=os.path.dirname(path),
            subset=part,
            remove=("headers", "footers", "quotes"),
            shuffle=False,
            download_if_missing=False,
        )
    except (OSError, KeyError, AttributeError, TypeError) as error:
        raise DataError(
            "scikit-learn can't read %s (%s): remove it, and the standard library's text is taken" % (path, error)
        ) from error
