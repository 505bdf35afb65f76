"""From text to sparse rows and no further: what a vectoriser gets through, in megabytes a second."""

from __future__ import annotations

import itertools
from typing import Any, List

from workbench.child.scoring import accuracy
from workbench.errors import DataError
from workbench.workloads._corpus import Document, most_frequent, split_by_group, write_corpus
from workbench.workloads._split import Split
from workbench.workloads.text import MOST_LABELS, Text


class Vectorizing(Text):
    """Turn `megabytes` of the documents of `text` (UTF-8) into sparse rows; scored by what the rows can tell apart.

    `megabytes` divided by the time is the throughput; a run of several sizes has it as the slope of time over
    `megabytes`. There are about 3 MB of such text: beyond that it repeats, and a vocabulary stops growing. The score
    is the accuracy, on held-out documents, of taking the label whose mean row, weighed by rarity, is the most alike (by
    cosine): no more than a check that the rows hold what they should.

    Tolerance 0.1: with 0.5 to 4 MB the two vectorisers of scikit-learn are 0.06 to 0.08 apart.
    """

    name = "vectorizing"
    parameters = {"megabytes": 2.0}
    small = {"megabytes": 0.5}
    task = "vectorizing"
    tolerance = 0.1

    def check(self) -> None:
        """Raise DataError for a size that nobody can mean."""
        if not 0.1 <= self.values["megabytes"] <= 1e4:
            raise DataError("vectorizing: megabytes is %s; it must be from 0.1 to 10,000" % self.values["megabytes"])

    def prepare(self, folder: str) -> None:
        """Split the corpus, take training documents in a seeded order until there are enough, and write both parts."""
        train, test = split_by_group(most_frequent(self.documents(), MOST_LABELS), seed=0)
        write_corpus(folder, self._enough(train), test)

    def _enough(self, train: List[Document]) -> List[Document]:
        import numpy as np

        order = np.random.default_rng(0).permutation(len(train)).tolist()
        taken: List[Document] = []
        left = self.values["megabytes"] * 1e6
        for index in itertools.cycle(order):
            taken.append(train[index])
            left -= len(train[index].text.encode("utf-8"))
            if left <= 0:
                return taken
        raise DataError("vectorizing: there are no documents to train on")

    def score(self, data: Split, result: Any) -> float:
        """Accuracy of the nearest mean row; `result` has `train` (documents × columns) and `transform(texts)`."""
        import numpy as np

        labels = np.unique(data.y_train)
        rows, columns = result.train.shape
        rarity = np.log((1 + rows) / (1 + np.bincount(result.train.indices, minlength=columns))) + 1
        sums = [np.asarray(result.train[data.y_train == label].sum(axis=0)).ravel() * rarity for label in labels]
        means = np.stack([row / (np.sqrt(np.square(row).sum()) or 1.0) for row in sums])
        alike = result.transform(data.X_test) @ (means * rarity).T
        return accuracy(data.y_test, labels[alike.argmax(axis=1)])

    def data_bytes(self) -> int:
        """The training text."""
        return int(self.values["megabytes"] * 1e6)


PLUGIN = Vectorizing
