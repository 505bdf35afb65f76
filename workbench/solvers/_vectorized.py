"""What a vectoriser's work comes to."""

from __future__ import annotations

from typing import Any, List


class Vectorized:
    """The rows of the training documents (`train`, sparse), and how others are turned into the same columns."""

    def __init__(self, train: Any, vectorizer: Any) -> None:
        self.train = train
        self._vectorizer = vectorizer

    def transform(self, texts: List[str]) -> Any:
        """Shape (documents, columns), sparse."""
        return self._vectorizer.transform(texts)
