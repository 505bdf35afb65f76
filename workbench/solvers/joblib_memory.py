"""joblib.Memory: what was vectorised before is read back."""

from __future__ import annotations

import tempfile
from typing import Any, Dict

from workbench.contracts import Context
from workbench.solvers._estimator import SKLEARN
from workbench.solvers.sklearn_hashing_vectorizer import HashingVectorizer


class Memory(HashingVectorizer):
    """HashingVectorizer → TfidfTransformer → SGDClassifier, the fitted first steps kept by joblib.Memory.

    `cold` starts with an empty cache and fills it; `warm` finds what the same call left (made in `setup`); `none` keeps
    nothing. A hit still reads all of its input to know it again (a hash over every document), and what it read back
    from disk. The classifier is fitted in each. The cache lies in the trial's private folder.
    """

    name = "joblib.Memory"
    variants = ("none", "cold", "warm")
    requires = {**SKLEARN, "joblib": "pip install joblib"}

    def setup(self, data: Any) -> None:
        """Import; to be warm, take the first steps once."""
        from joblib import Memory as Cache

        super().setup(data)
        self.cache = Cache
        self.filled = None
        if self.variant == "warm":
            self.filled = Cache(tempfile.mkdtemp(prefix="cache-"), verbose=0)
            steps = [*self.vectorizing(), ("classify", "passthrough")]
            self.imported(steps=steps, memory=self.filled).fit(data.X_train, data.y_train)

    def arguments(self, data: Any, context: Context) -> Dict[str, Any]:
        """The pipeline's steps and its cache."""
        return dict(super().arguments(data, context), memory=self._memory(context))

    def _memory(self, context: Context) -> Any:
        if self.variant == "cold":
            return self.cache(tempfile.mkdtemp(prefix="cache-", dir=context.scratch), verbose=0)
        return self.filled


PLUGIN = Memory
