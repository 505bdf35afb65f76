"""Text to classify: 20 newsgroups where scikit-learn's cache holds it, else the standard library of Python itself."""

from __future__ import annotations

import os
import sys
import sysconfig
import tokenize
from collections import Counter
from typing import Any, Iterator, List, Optional, Sequence

from workbench.child.scoring import accuracy
from workbench.contracts import Workload
from workbench.errors import DataError
from workbench.workloads._corpus import Document, most_frequent, open_corpus, split_by_group, write_corpus
from workbench.workloads._newsgroups import NAME, cached_newsgroups, newsgroups, newsgroups_key
from workbench.workloads._split import Split

LINES = 20
MOST_LABELS = 20
# So many pieces of each label are drawn first, so that few documents hold every label, often enough for folds.
LEADING = 5
# Not everywhere (packaged apart), not text (bytecode, build settings), or not the library but its tests.
LEFT_OUT = frozenset(
    [
        "__pycache__",
        "__phello__",
        "dist-packages",
        "idle_test",
        "idlelib",
        "lib-dynload",
        "site-packages",
        "test",
        "tests",
        "tkinter",
        "turtledemo",
        "lib2to3",
        "distutils",
        "pydoc_data",
    ]
)


class Text(Workload):
    """Classify pieces of 20 lines by their top-level package; scored by accuracy on pieces of other files.

    The labels are the (at most 20) packages with the most pieces, of two files or more: no file has pieces in
    both parts, which a package of a single file could not keep. A module that is a plain file is left out for
    the same reason. `documents` training pieces are drawn with a fixed seed, so that a smaller number is a
    subset of a larger one; the held-out pieces (about a fifth of all) are the same for every number.
    0 documents: all there are, about 4,500 in Python 3.11. The text differs between Python versions; the trial
    records the hash of what it read.

    Where scikit-learn's cache holds 20 newsgroups, that is the text instead: messages by their group, those after a
    date held out. Reports then call it `text of 20 newsgroups`.

    Tolerance 0.02, of the standard library's text: over four seeds the same solver's accuracy spans up to 0.014 with
    1,000 documents and 0.006 with all, and the two vectorisers differ by at most 0.015 at the same seed. Below 600
    documents the seed alone moves it by up to 0.04: compare there with care.
    """

    name = "text"
    requires = {"numpy": "pip install numpy"}
    parameters = {"documents": 0}
    small = {"documents": 1000}
    task = "text-classification"
    score_name = "accuracy"
    tolerance = 0.02

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        self._newsgroups = cached_newsgroups()
        self.title = None if self._newsgroups is None else "%s of %s" % (self.name, NAME)
        self.check()

    def check(self) -> None:
        """Raise DataError for parameters that nothing can be made of."""
        if self.values["documents"] < 0:
            raise DataError("text: documents is %d; it must be 0 (all) or more" % self.values["documents"])

    def documents(self) -> Iterator[Document]:
        """Every labelled piece, in a fixed order. Another corpus overrides this."""
        if self._newsgroups is not None:
            return newsgroups(self._newsgroups)
        return standard_library(sysconfig.get_path("stdlib"))

    def prepare(self, folder: str) -> None:
        """Split the corpus, draw the training pieces and write both parts."""
        train, test = split_by_group(most_frequent(self.documents(), MOST_LABELS), seed=0)
        write_corpus(folder, self._drawn(train), test)

    def _drawn(self, train: List[Document]) -> List[Document]:
        import numpy as np

        wanted = self.values["documents"] or len(train)
        if wanted > len(train):
            raise DataError("text: documents is %d; this corpus has %d to train on" % (wanted, len(train)))
        order = [train[index] for index in np.random.default_rng(0).permutation(len(train))]
        seen: Counter[str] = Counter()
        leading: List[Document] = []
        others: List[Document] = []
        for document in order:
            (leading if seen[document.label] < LEADING else others).append(document)
            seen[document.label] += 1
        return (leading + others)[:wanted]

    def load(self, folder: Optional[str]) -> Split:
        """Both parts, as lists of str and label codes."""
        assert folder is not None
        return open_corpus(folder)

    def score(self, data: Split, result: Any) -> float:
        """Accuracy over the held-out pieces."""
        return accuracy(data.y_test, result.predict(data.X_test))

    def key(self) -> str:
        """The Python whose library it is, or the file of 20 newsgroups."""
        if self._newsgroups is not None:
            return newsgroups_key(self._newsgroups)
        return "python-%d.%d.%d" % sys.version_info[:3]

    def notes(self) -> Sequence[str]:
        """Where it is not the text that every machine has."""
        if self._newsgroups is None:
            return ()
        return (
            "%s reads %s, which scikit-learn's cache here holds; its tolerance is another text's" % (self.name, NAME),
        )


def standard_library(root: str) -> Iterator[Document]:
    """Pieces of LINES lines of every `.py` file in the packages under `root`, sorted by path.

    A remainder of less than half a piece is left out, and so is a file that can't be decoded.
    """
    for package in sorted(os.listdir(root)):
        top = os.path.join(root, package)
        if package in LEFT_OUT or not os.path.isfile(os.path.join(top, "__init__.py")):
            continue
        for folder, inner, names in os.walk(top):
            inner[:] = sorted(name for name in inner if name not in LEFT_OUT)
            for name in sorted(names):
                if name.endswith(".py"):
                    path = os.path.join(folder, name)
                    yield from _pieces(package, os.path.relpath(path, root), path)


def _pieces(label: str, group: str, path: str) -> Iterator[Document]:
    try:
        with tokenize.open(path) as file:
            lines = file.read().splitlines()
    except (OSError, SyntaxError, UnicodeDecodeError):
        return
    for first in range(0, len(lines) - LINES // 2 + 1, LINES):
        yield Document(label, group, "\n".join(lines[first : first + LINES]))


PLUGIN = Text
