"""Plug-ins describe themselves in a child, in the environment they would run in: a user's code never runs in ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from workbench.model.description import Describe, Description, Question
from workbench.model.plan import EnvironmentSpec
from workbench.running.requests import describe_request
from workbench.running.runner import Runner


def describe_through(runner: Runner) -> Describe:
    """A function for planning that asks by `runner`. Answers are kept: a suite asks the same thing of many cases."""
    known: dict[str, Description] = {}

    def describe(questions: Sequence[Question], environment: EnvironmentSpec) -> Sequence[Description]:
        place = f"{environment.interpreter} {sorted(environment.variables.items())}"
        keys = [f"{place} {question!r}" for question in questions]
        new = {key: question for key, question in zip(keys, questions, strict=True) if key not in known}
        if new:
            asked = list(new.values())
            references = [question.reference for question in asked]
            answer = runner.ask(
                describe_request(asked), references, environment.interpreter, variables=environment.variables
            )
            known.update(zip(new, map(_description, answer["answers"]), strict=True))
        return [known[key] for key in keys]

    return describe


def _description(answer: dict[str, Any]) -> Description:
    return msgspec.convert(answer, Description)
