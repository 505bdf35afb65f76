"""One more launch of one case, under a profiler: to look into it, not to measure it."""

from __future__ import annotations

import dataclasses
import os
import subprocess

from workbench.contracts import Profiler
from workbench.errors import Complaint, ConfigurationError
from workbench.model.event import PreparingData, Waiting
from workbench.model.plan import Plan, PlannedCase, TrialSpec
from workbench.model.profile import Profile
from workbench.model.run import Run
from workbench.model.trial import FAILED, OK, TrialRecord
from workbench.registry import catalogue, load
from workbench.sessions.data import prepare_data
from workbench.sessions.exclusive import exclusive
from workbench.sessions.executing import Workplace
from workbench.sessions.launching import Tell, launch
from workbench.store.profiles import profile_stem, write_profile

PATIENCE = 5.0
"""How many times longer than a measured launch a profiled one may take."""


def find_profiler(name: str) -> Profiler:
    """The profiler of that name. Raises ConfigurationError where there is none, or where it can't run here."""
    known = catalogue("profiler")
    if name not in known:
        raise ConfigurationError([Complaint(f"there is no profiler {name!r}; there are {', '.join(sorted(known))}")])
    profiler: Profiler = load(known[name])()
    reason = profiler.unavailable()
    if reason is not None:
        raise ConfigurationError([Complaint(f"profiler {name} can't run here: {reason}")])
    return profiler


def only_case(plan: Plan) -> PlannedCase:
    """The one case of a plan. Raises ConfigurationError where it has more, or none that can run."""
    cases = [planned for planned in plan.cases if planned.skip_reason is None]
    if len(cases) == 1:
        return cases[0]
    labels = "; ".join(planned.case.label() for planned in cases[:3]) + ("; …" if len(cases) > 3 else "")
    raise ConfigurationError(
        [
            Complaint(
                f"--profile looks into one case, and this plan has {len(cases)}" + (f": {labels}" if labels else ""),
                remedy="choose one, such as --only 'solver=*saga* and workers=1'",
            )
        ]
    )


def profile_run(run: Run, profiler: Profiler, workplace: Workplace, tell: Tell) -> Profile:
    """Launch the only case of a run once more under `profiler`; what it leaves is kept in the run's `profiles/`.

    What goes wrong is told by the record of that launch; the run's measurements stand.
    """
    plan = run.header.plan
    planned = only_case(plan)
    measure = dataclasses.replace(plan.measure, timeout_seconds=PATIENCE * plan.measure.timeout_seconds)
    spec = TrialSpec(f"{planned.case.id}-{profiler.name}", 1, planned, measure, profile=profiler.name)
    output = os.path.abspath(profile_stem(run.folder, spec.trial_id))
    data = prepare_data(
        plan, workplace.runner, workplace.describe, workplace.cache, lambda label: tell(PreparingData(label))
    )
    with exclusive(lambda pid: tell(Waiting(pid))):
        record = launch(spec, plan, data, workplace.runner, tell, lambda argv: profiler.wrap(argv, output))
    found = _finished(record, profiler, output)
    write_profile(run.folder, found)
    return found


def _finished(record: TrialRecord, profiler: Profiler, output: str) -> Profile:
    """What there is to open; a launch that left nothing has failed, whatever it says of itself."""
    try:
        kept = [os.path.basename(path) for path in profiler.finish(output) if os.path.getsize(path)]
        reason = "" if kept else f"{profiler.name} wrote nothing"
    except (OSError, subprocess.CalledProcessError) as error:
        kept, reason = [], f"{profiler.name} left nothing that could be read: {error}"
    if reason and record.status == OK:
        record = dataclasses.replace(record, status=FAILED, reason=reason)
    return Profile(record, tuple(kept))
