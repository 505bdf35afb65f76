"""The part of a trial that summaries need, and of a header that lists need, in a form that decodes fast.

Attribute names and meanings are those of workbench.model. What isn't named here is skipped while
parsing. The garbage collector doesn't track these objects (they can't be part of a cycle): with 100,000
records it would otherwise take longer than the decoding.
"""

from __future__ import annotations

import msgspec


class PhaseRow(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """As `model.trial.Phase`, and like it stored as a short array."""

    name: str
    start_seconds: float
    end_seconds: float

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.end_seconds - self.start_seconds


class ScoreRow(msgspec.Struct, frozen=True, gc=False):
    """As `model.trial.Score`."""

    name: str
    value: float
    higher_is_better: bool
    tolerance: float


class MemoryRow(msgspec.Struct, frozen=True, gc=False):
    """As `model.trial.MemoryPeak`."""

    low_bytes: int
    low_estimator: str
    high_bytes: int | None = None
    high_estimator: str | None = None
    rss_sampled_bytes: int | None = None


class CpuRow(msgspec.Struct, frozen=True, gc=False):
    """As `model.trial.CpuUse`."""

    user_seconds: float
    system_seconds: float
    voluntary_switches: int | None = None
    involuntary_switches: int | None = None


class TotalsRow(msgspec.Struct, frozen=True, gc=False):
    """Of `model.trial.TrialRecord.totals`, what summaries need; looked up by name as there."""

    trial_peak_low_bytes: float | None = None
    trial_peak_high_bytes: float | None = None
    card_energy_joules: float | None = None
    cpu_energy_joules: float | None = None

    def get(self, name: str) -> float | None:
        """The total of that name; None where there is none, or none that is kept here."""
        value: float | None = getattr(self, name, None)
        return value


class TrialRow(msgspec.Struct, frozen=True, gc=False):
    """As `model.trial.TrialRecord`, without what is asked of single trials only."""

    case_id: str
    launch: int
    status: str
    elapsed_seconds: float
    wall_seconds: tuple[float, ...] = ()
    reason: str | None = None
    stderr_tail: str | None = None
    phases: tuple[PhaseRow, ...] = ()
    score: ScoreRow | None = None
    memory: MemoryRow | None = None
    cpu: CpuRow | None = None
    totals: TotalsRow = TotalsRow()
    versions: dict[str, str] = {}
    data_hash: str | None = None
    instructions: int | None = None
    instructions_counter: str | None = None
    instructions_unavailable: str | None = None
    figures: dict[str, tuple[float, ...]] = {}
    calls_per_repeat: int | None = None
    compiles: str | None = None
    trial_id: str = ""
    started_at: float = 0.0


class CaseOutline(msgspec.Struct, frozen=True, gc=False):
    """Of `model.plan.PlannedCase`."""

    skip_reason: str | None = None
    launches: int | None = None


class MeasureOutline(msgspec.Struct, frozen=True, gc=False):
    """Of `model.plan.MeasureSettings`."""

    launches: int


class PlanOutline(msgspec.Struct, frozen=True):
    """Of `model.plan.Plan`."""

    name: str
    cases: tuple[CaseOutline, ...]
    measure: MeasureOutline

    @property
    def planned_trials(self) -> int:
        """How many records a complete run has; a case that is skipped has one."""
        return sum(
            1 if case.skip_reason is not None else self.measure.launches if case.launches is None else case.launches
            for case in self.cases
        )


class MachineOutline(msgspec.Struct, frozen=True, gc=False):
    """Of `model.run.Machine`."""

    id: str


class CheckOutline(msgspec.Struct, frozen=True, gc=False):
    """Of `model.run.CheckSide`."""

    side: str


class HeaderOutline(msgspec.Struct, frozen=True):
    """Of `model.run.RunHeader`."""

    run_id: str
    created_at: float
    plan: PlanOutline
    machine: MachineOutline
    check: CheckOutline | None = None
