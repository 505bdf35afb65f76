"""Nodes of a cluster that were not watched to the end."""

from __future__ import annotations

from collections import defaultdict

from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.model.finding import Finding


def unwatched(evidence: Evidence) -> list[Finding]:
    """One finding a node, with the cases in whose trials its sampler was lost."""
    lost: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for trial in evidence.trials:
        for node in trial.nodes:
            if node.sampler_lost is not None:
                lost[node.name][trial.case_id] = node.sampler_lost
    found = []
    for name, reasons in sorted(lost.items()):
        cases = [summary for summary in evidence.summaries if summary.case.id in reasons]
        told = f"Node {name} was not watched to the end in {counted(len(cases), 'case')}: {evidence.named(cases)}."
        reason = next(iter(reasons.values())).rstrip(".")
        remedy = "The times stand; that node's CPU time, memory and bytes are missing or have a gap."
        found.append(Finding("warning", "unwatched-node", f"{told} Reason: {reason}.", remedy, ids(cases)))
    return found
