"""Everything about a run that a person should know before believing its numbers.

What held cases back is no finding but a diagnosis (`workbench.analysis.diagnosis`): nothing is said in two places.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.analysis.detection import (
    card_states,
    cards,
    counts,
    curves,
    memory,
    nodes,
    noise,
    outcomes,
    quality,
    timing,
    watching,
)
from workbench.analysis.detection.evidence import Detector, Evidence
from workbench.model.diagnosis import Diagnosis
from workbench.model.finding import SEVERITIES, Finding
from workbench.model.plan import Plan
from workbench.model.run import Machine, Watched
from workbench.model.scaling import Scaling
from workbench.model.summary import CaseSummary
from workbench.model.trial import TrialRecord

DETECTORS: tuple[Detector, ...] = (
    outcomes.unsuccessful,
    outcomes.leftovers,
    counts.uncounted,
    nodes.unwatched,
    nodes.done_again,
    nodes.unlike_nodes,
    nodes.farmed,
    quality.unequal_scores,
    noise.busy_host,
    noise.scattered_times,
    noise.drift,
    watching.watched,
    card_states.card_states,
    cards.shared_card,
    cards.held_back_card,
    cards.fallen_clock,
    curves.odd_curves,
    timing.long_warmup,
    timing.too_few_launches,
    memory.peak_unbounded,
    memory.set_up_needs_more,
)


def find(
    plan: Plan,
    trials: Sequence[TrialRecord],
    summaries: Sequence[CaseSummary],
    scalings: Sequence[Scaling],
    machine: Machine,
    diagnoses: Sequence[Diagnosis] = (),
    watched: Sequence[Watched] = (),
) -> tuple[Finding, ...]:
    """What the detectors find beside the diagnoses, most severe first; nothing for a clean run."""
    evidence = Evidence(plan, trials, summaries, scalings, machine, diagnoses, watched)
    found = [finding for detector in DETECTORS for finding in detector(evidence)]
    return tuple(sorted(found, key=lambda finding: -SEVERITIES.index(finding.severity)))
