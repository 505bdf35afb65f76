"""What is said of a trial before anything is drawn: what limited it, on what evidence, and how well it was watched."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model.reason import brief
from workbench.model.trial import OK, TrialRecord
from workbench.model.units import format_seconds
from workbench.reporting.causes import GOOD, LABELS
from workbench.reporting.escaping import plain
from workbench.reporting.telemetry.panels import Panel, unavailable
from workbench.reporting.telemetry.seeing import Seen


def headline(seen: Seen) -> tuple[str, str]:
    """What limited this trial: a label, and the sentence with the figures that decided."""
    trial = seen.trial
    if trial.status != OK:
        status = plain(trial.status.replace("_", " ")).capitalize()
        return status, plain(brief(trial.reason or "no reason was recorded"))
    if not seen.diagnoses:
        return "Nothing can be told", _why_nothing(seen)
    first = seen.diagnoses[0]
    return LABELS.get(first.cause, plain(first.cause)), _sentence(plain(first.message))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _why_nothing(seen: Seen) -> str:
    window = sum(phase.seconds for phase in seen.trial.phases if phase.name == "measure")
    if not seen.trial.phases:
        return "The record holds no phases, so nothing says when it measured."
    if "measured_seconds" not in seen.figures:
        return (
            f"It measured for {format_seconds(window)} only: the kernel counts CPU time in ticks of 10 ms, and that "
            "few say nothing. More repeats, or more work in each, would."
        )
    return "No counter that a cause is told from was recorded, or none of them stands out."


def others(seen: Seen) -> list[str]:
    """What else was found of this trial, and what its case shows over all its launches where that is another thing."""
    told = [f"Also: {LABELS.get(each.cause, plain(each.cause))}: {plain(each.message)}" for each in seen.diagnoses[1:]]
    mine = seen.diagnoses[0].cause if seen.diagnoses else None
    if seen.of_case and seen.of_case[0].cause != mine:
        first = seen.of_case[0]
        label = LABELS.get(first.cause, plain(first.cause))
        told.append(f"Over all launches of its case (medians): {label}: {plain(first.message)}")
    return told


def remedy(seen: Seen) -> str | None:
    """What to do about it; None for the good state."""
    first = seen.diagnoses[0] if seen.diagnoses else None
    return None if first is None or first.cause == GOOD or first.remedy is None else plain(first.remedy)


def watched(trial: TrialRecord) -> str:
    """How well the sampler saw: its own cost and its worst gap."""
    health = trial.sampler
    if health is None:
        return "No sampler watched this trial."
    errors = "" if not health.errors else f"; {health.errors} of what it asked failed"
    return (
        f"The sampler looked {health.ticks:,} times, for {100 * health.duty_ratio:.2g} % of one core; its longest "
        f"stretch without a look was {format_seconds(health.worst_gap_seconds)}{errors}."
    )


def no_recording(seen: Seen) -> str | None:
    """Why there are no curves, and what there is instead; None where there are some."""
    if seen.unreadable is not None:
        return f"The telemetry file can't be read: {plain(seen.unreadable)}."
    if seen.recording is None:
        reason = None if seen.trial.sampler is None else seen.trial.sampler.unavailable.get("series")
        why = "" if reason is None else f" ({plain(reason)})"
        return (
            f"There is no telemetry file of this trial{why}, so no curves: such files stay on the machine that "
            "measured, in a folder of the run's called telemetry."
        )
    return None


def reasons(panels: Sequence[Panel], seen: Seen) -> list[str]:
    """What was not observed, with the reason."""
    known = {} if seen.trial.sampler is None else seen.trial.sampler.unavailable
    return [f"{panel.title}: {plain(told)}" for panel in panels for told in unavailable(panel, known)]
