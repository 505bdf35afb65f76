"""A plan: a suite, resolved and validated, before any time is spent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Mapping, Optional, Tuple

from workbench.model.case import Case
from workbench.model.cluster import Access


@dataclass(frozen=True)
class PluginReference:
    """Where the code of a plug-in is. The runner resolves a name to this once; the child only imports it.

    `path` is set for a user's file (`./mine.py:Mine`): then `module` is the name the file is imported
    under, in the child and in every worker. `variant` is the text in brackets of `sklearn.Ridge[saga]`.
    """

    kind: str
    name: str
    module: str
    attribute: str
    path: Optional[str] = None
    variant: Optional[str] = None


@dataclass(frozen=True)
class MeasureSettings:
    """How each case is measured.

    `launches` fresh processes a case; in each, `warmups` unrecorded-in-the-result calls and then
    `repeats` timed ones. `time_budget_seconds`: no new launch starts after it; None: no budget. `gil_contention`:
    knock at the interpreter's lock meanwhile, which slows what holds it a little. `margins` are the smallest effects
    that matter when the run is compared, as shares by metric (model.comparison.METRICS). `instructions`: count them
    too, in two more launches of each case.
    """

    launches: int = 6
    repeats: int = 1
    warmups: int = 1
    timeout_seconds: float = 600.0
    time_budget_seconds: Optional[float] = None
    sample_interval_seconds: float = 0.1
    seed: int = 0
    gil_contention: bool = False
    margins: Tuple[Tuple[str, float], ...] = ()
    instructions: bool = False


@dataclass(frozen=True)
class PlannedCase:
    """A case with the code it needs, and what its workload says of it.

    A case with a `skip_reason` is recorded as skipped, not run. `known_serial_fraction` is set where the
    workload was built to have one; `data_bytes` is the size of the data a trial reads, where it can tell;
    `launches` where the case has another number of them than the plan says. `cluster` speaks to the cluster it runs on.
    With `shares_files` the nodes of that must see our file system. `paced`: the load sets how long a call takes.
    """

    case: Case
    workload: PluginReference
    backend: PluginReference
    solver: Optional[PluginReference] = None
    skip_reason: Optional[str] = None
    known_serial_fraction: Optional[float] = None
    data_bytes: Optional[int] = None
    code_key: str = ""
    launches: Optional[int] = None
    cluster: Optional[PluginReference] = None
    shares_files: bool = False
    paced: bool = False


@dataclass(frozen=True)
class EnvironmentSpec:
    """What a suite says of an environment, and the interpreter found for it.

    `kind` is the plug-in that finds interpreters, `value` what it was told (`""`: the interpreter that runs
    workbench). `interpreter` is an absolute path, `""` for the one that runs workbench. `variables` are set in
    every process of its trials, over everything else there. `unavailable` says why it can't be used on this
    machine and what would mend it.

    With `requirements` (PEP 508 texts, nothing but names and versions) it is a virtual environment of its own, made
    of `base_interpreter` by an installer that is given `options`; `interpreter` is then the one in there. `needs` is
    what the machine must have beside that (workbench.contracts.needs).
    """

    kind: str
    value: str
    interpreter: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    unavailable: Optional[str] = None
    requirements: Tuple[str, ...] = ()
    options: Tuple[str, ...] = ()
    needs: Tuple[str, ...] = ()
    base_interpreter: str = ""


OURS = EnvironmentSpec("python", "")
"""The environment `default`: the interpreter that runs workbench, with no variables."""

Build = Callable[[str, Mapping[str, EnvironmentSpec]], Mapping[str, EnvironmentSpec]]
"""Makes the environments of a suite that have requirements: the suite's name and its environments by name → the same,
each with the interpreter that was made, or with why it could not be. Raises nothing for one that can't be made."""


@dataclass(frozen=True)
class Plan:
    """What a run will do. `notes` says what the suite asked for and the plan leaves out, and why.

    `source` is the suite's text as it was written (empty when there was no file); `environments`
    holds the environments of its cases by name, without `default`. `install` is the command, in words, that installs
    the project under test into an environment (`{project}` and `{python}` stand for its folder and that Python); only
    a check runs it. `clusters` says by name how those that it declares are reached.
    """

    name: str
    cases: Tuple[PlannedCase, ...]
    measure: MeasureSettings = field(default_factory=MeasureSettings)
    notes: Tuple[str, ...] = ()
    source: str = ""
    environments: Mapping[str, EnvironmentSpec] = field(default_factory=dict)
    install: Tuple[str, ...] = ()
    clusters: Mapping[str, Access] = field(default_factory=dict)

    @property
    def planned_trials(self) -> int:
        """How many trials a whole run of it has: a case that will be skipped is recorded once."""
        return sum(self.launches_of(planned) for planned in self.cases)

    def launches_of(self, planned: PlannedCase) -> int:
        """How many trials of this case a whole run has."""
        if planned.skip_reason is not None:
            return 1
        return self.measure.launches if planned.launches is None else planned.launches

    def environment(self, name: str) -> EnvironmentSpec:
        """The environment of a case; `default` is the interpreter that runs workbench, with no variables."""
        return self.environments.get(name, OURS)

    def access(self, case: Case) -> Optional[Access]:
        """How the cluster is reached that a case runs on: by its name, or at the address its backend was given."""
        if case.cluster is not None:
            return self.clusters[case.cluster]
        return None if case.address is None else Access(case.backend, case.address)


@dataclass(frozen=True)
class TrialSpec:
    """One launch to be made: the `launch`-th of `case`. `profile` names the profiler it runs under, if any.

    `counter` counts its instructions and keeps what it needs in files named `counter_output`*. `access` is how the
    cluster is reached that it runs on.
    """

    trial_id: str
    launch: int
    planned: PlannedCase
    measure: MeasureSettings
    data_folder: Optional[str] = None
    data_hash: Optional[str] = None
    profile: Optional[str] = None
    counter: Optional[PluginReference] = None
    counter_output: str = ""
    access: Optional[Access] = None
