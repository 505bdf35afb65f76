"""In which order the launches are made."""

from __future__ import annotations

import random
from collections.abc import Collection

from workbench.model.plan import Plan, TrialSpec


def trial_id(case_id: str, launch: int) -> str:
    """The name of one launch of a case: the same in every execution of a plan, so that a run can be resumed."""
    return f"{case_id}-{launch:03d}"


def order(plan: Plan, done: Collection[str] = ()) -> tuple[TrialSpec, ...]:
    """Every launch not yet in `done` (trial ids).

    Launch 1 of all cases comes before launch 2 of any, each round in a random order of its own that the
    plan's seed determines: slow drift of the machine then hits all cases alike, and a run that ends early
    is balanced. A case that will be skipped is scheduled once: there is nothing to repeat.
    """
    specs: list[TrialSpec] = []
    for launch in range(1, plan.measure.launches + 1):
        round_of_cases = [
            TrialSpec(trial_id(planned.case.id, launch), launch, planned, plan.measure)
            for planned in plan.cases
            if launch == 1 or planned.skip_reason is None
        ]
        random.Random(f"{plan.measure.seed}/{launch}").shuffle(round_of_cases)
        specs.extend(spec for spec in round_of_cases if spec.trial_id not in done)
    return tuple(specs)
