"""Asking plug-ins what they are, in the environment they would run in; every question once, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbench.model.case import Scalar
from workbench.model.description import Describe, Description, Question
from workbench.model.plan import EnvironmentSpec, PluginReference

_Key = tuple[str, PluginReference, tuple[tuple[str, str, Scalar], ...]]


class Inquiry:
    """What has been asked and answered so far. `environments` are those that can be asked in, by name."""

    def __init__(self, describe: Describe, environments: Mapping[str, EnvironmentSpec]) -> None:
        self._describe = describe
        self._environments = environments
        self._answers: dict[_Key, Description] = {}

    def in_environments(self, environments: Mapping[str, EnvironmentSpec]) -> Inquiry:
        """One that can ask in these too, and knows what this one was answered."""
        found = Inquiry(self._describe, {**self._environments, **environments})
        found._answers.update(self._answers)
        return found

    def ask(self, environment: str, questions: Iterable[Question]) -> None:
        """Ask what is not known yet, all at once. Raises what the asking raises."""
        asked = {_key(environment, question.reference, question.parameters): question for question in questions}
        new = {key: question for key, question in asked.items() if key not in self._answers}
        if new:
            answers = self._describe(tuple(new.values()), self._environments[environment])
            self._answers.update(zip(new, answers, strict=True))

    def answer(
        self, environment: str, reference: PluginReference, parameters: Mapping[str, Scalar] | None = None
    ) -> Description:
        """The answer to a question asked before."""
        return self._answers[_key(environment, reference, parameters or {})]


def _key(environment: str, reference: PluginReference, parameters: Mapping[str, Scalar]) -> _Key:
    # 1, 1.0 and true are equal to Python, but not to a workload.
    values = tuple((name, type(value).__name__, value) for name, value in sorted(parameters.items()))
    return environment, reference, values
