"""Vowpal Wabbit: hashed words, learned online, one linear model a label."""

from __future__ import annotations

import re
from typing import Any, List

from workbench.contracts import Context, Solver
from workbench.errors import PluginError
from workbench.model.declared_environment import DeclaredEnvironment

WORD = re.compile(r"(?u)\b\w\w+\b")
"""What scikit-learn's vectorisers take for a word; none of VW's own signs is in one."""


class OneAgainstAll(Solver):
    """Words of two letters or more, hashed into 2^`bits` weights, `--oaa` over `passes` passes; one thread learns.

    A document is parsed once (`transfer_in`) and learned from in every pass (`compute`), by VW's own steps (adaptive,
    normalised, invariant). VW shares learning over machines by a spanning tree of its own, which its Python package
    doesn't bring. Source: vowpalwabbit.org.
    """

    name = "vowpal_wabbit.OneAgainstAll"
    tasks = ("text-classification",)
    requires = {"vowpalwabbit": "pip install vowpalwabbit"}
    environment = DeclaredEnvironment("vowpal-wabbit", ("vowpalwabbit==9.11.*", "numpy==2.*"))
    parameters = {"passes": 20, "bits": 18, "loss_function": "logistic"}

    def check(self) -> None:
        """Raises PluginError for a loss that VW hasn't for labels, or numbers out of range."""
        wrong = []
        if self.values["loss_function"] not in {"logistic", "hinge", "squared"}:
            wrong.append("loss_function is %r; there are logistic, hinge, squared" % self.values["loss_function"])
        if not 1 <= self.values["bits"] <= 31:
            wrong.append("bits is %s; it must be from 1 to 31" % self.values["bits"])
        if self.values["passes"] < 1:
            wrong.append("passes is %s; it must be at least 1" % self.values["passes"])
        if wrong:
            raise PluginError("%s: %s" % (self.name, "; ".join(wrong)))

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import it."""
        from vowpalwabbit import Workspace

        self._workspace = Workspace

    def solve(self, data: Any, context: Context) -> Any:
        """Parse, then pass over all; returns what predicts the labels of documents."""
        import numpy as np

        labels, numbers = np.unique(np.asarray(data.y_train), return_inverse=True)
        learner = self._workspace(self._options(len(labels), context.seed))
        with context.phase("transfer_in"):
            lines = ["%d %s" % (number + 1, words(text)) for number, text in zip(numbers.tolist(), data.X_train)]
            examples = [learner.parse(line) for line in lines]
        with context.phase("compute"):
            for _ in range(self.values["passes"]):
                for example in examples:
                    learner.learn(example)
        for example in examples:
            learner.finish_example(example)
        return Fitted(learner, labels)

    def _options(self, labels: int, seed: int) -> str:
        chosen = (labels, self.values["bits"], self.values["loss_function"], seed)
        return "--oaa %d --bit_precision %d --loss_function %s --random_seed %d --quiet" % chosen


class Fitted:
    """What VW learned, with the labels that it knows by their numbers."""

    def __init__(self, learner: Any, labels: Any) -> None:
        self._learner = learner
        self._labels = labels

    def predict(self, texts: List[str]) -> Any:
        """The label of each document, shape (documents,)."""
        return self._labels[[self._learner.predict(words(text)) - 1 for text in texts]]


def words(text: str) -> str:
    """A document as a line of VW's input format, without its label."""
    return "| " + " ".join(WORD.findall(text.lower()))


PLUGIN = OneAgainstAll
