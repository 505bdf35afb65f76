"""One launch of a plan, with the data and the environment it needs."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Union

from workbench.model.event import RunEvent
from workbench.model.plan import Plan, TrialSpec
from workbench.model.trial import FAILED, TrialRecord
from workbench.running.observing import Observer
from workbench.running.runner import Runner
from workbench.sessions.data import NotPrepared, Prepared

Tell = Callable[[RunEvent], None]
Data = Mapping[str, Union[Prepared, NotPrepared]]


def launch(
    spec: TrialSpec,
    plan: Plan,
    data: Data,
    runner: Runner,
    tell: Tell,
    wrap: Callable[[Sequence[str]], Sequence[str]] = tuple,
) -> TrialRecord:
    """The record of one launch; `data` is by case id. What the sampler sees meanwhile is told. `wrap`: see Runner."""
    case = spec.planned.case
    prepared = data.get(case.id)
    if isinstance(prepared, NotPrepared):
        return TrialRecord(spec.trial_id, case.id, spec.launch, FAILED, time.time(), 0.0, reason=prepared.reason)
    if prepared is not None:
        spec = dataclasses.replace(spec, data_folder=prepared.folder, data_hash=prepared.data_hash)
    spec = dataclasses.replace(spec, access=plan.access(case))
    environment = plan.environment(case.environment)
    observer = Observer(spec)
    runner.observe = lambda message: tell(observer.observed(message))
    return runner.run_trial(spec, environment.interpreter, environment.variables, wrap)
