"""Nodes of a cluster that were not watched, are unlike, or whose engine did work again; and machines of a farm."""

from __future__ import annotations

from collections import Counter, defaultdict

from workbench.analysis.case_names import counted
from workbench.analysis.detection.evidence import Evidence, ids
from workbench.analysis.unlike import unlike
from workbench.model.cluster import NodeMachine
from workbench.model.finding import Finding
from workbench.model.trial import OK, TrialRecord

DONE_AGAIN = {
    "dask_scheduler_tasks_suspicious_total": "tasks that a worker was to do when it was lost",
    "lost-computed-tasks": "tasks whose results were lost with a worker",
    "failedTasks": "tasks that had failed",
}
"""What engines call the work that they did a second time."""


def done_again(evidence: Evidence) -> list[Finding]:
    """One finding for launches that went well although their engine had to do work again: their times hold that."""
    names = {planned.case.id: planned.case for planned in evidence.plan.cases}
    counts: Counter[str] = Counter()
    hit: list[TrialRecord] = []
    for trial in evidence.trials:
        grown = [
            (name, by) for use in trial.engine for name, by in use.grown.items() if name in DONE_AGAIN and by > 0.0
        ]
        if trial.status == OK and trial.case_id in names and grown:
            hit.append(trial)
            counts.update({name: int(by) for name, by in grown})
    if not hit:
        return []
    cases = [summary for summary in evidence.summaries if summary.case.id in {trial.case_id for trial in hit}]
    told = " and ".join(f"{count} {DONE_AGAIN[name]} ({name})" for name, count in sorted(counts.items()))
    told = f"In {counted(len(hit), 'launch')} the cluster's engine did work again: {told}, in {evidence.named(cases)}."
    remedy = "Their times hold the loss and the repetition: look at the log of the worker that was lost, and run again."
    return [Finding("warning", "done-again", told, remedy, ids(cases))]


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


def unlike_nodes(evidence: Evidence) -> list[Finding]:
    """One finding a cluster whose nodes' machines differ, with what differs and where."""
    clusters = {planned.case.id: planned.case.cluster for planned in evidence.plan.cases}
    machines: defaultdict[str | None, dict[str, NodeMachine]] = defaultdict(dict)
    used: defaultdict[str | None, set[str]] = defaultdict(set)
    for trial in evidence.trials:
        for node in trial.nodes:
            if node.machine is not None:
                machines[clusters.get(trial.case_id)][node.name] = node.machine
                used[clusters.get(trial.case_id)].add(trial.case_id)
    found = []
    for cluster, nodes in machines.items():
        differences = list(unlike(sorted(nodes.items())))
        if differences:
            told = f"The nodes of {cluster or 'the cluster'} are unlike: {'; '.join(differences)}."
            remedy = "They are held against one another as if they were alike: measure on like nodes."
            cases = tuple(planned.case.id for planned in evidence.plan.cases if planned.case.id in used[cluster])
            found.append(Finding("warning", "unlike-nodes", told, remedy, cases))
    return found


def farmed(evidence: Evidence) -> list[Finding]:
    """That launches were made on several machines of a farm, which of these were lost, and what that means."""
    hosts = sorted({trial.host for trial in evidence.trials if trial.host is not None})
    lost = sorted({host for trial in evidence.trials for host in trial.lost_hosts})
    if len(hosts) < 2 and not lost:
        return []
    told = f"Launches were made on {counted(len(hosts), 'machine')} of a farm: {', '.join(hosts)}."
    if lost:
        told += f" Lost meanwhile, and their launches made again: {', '.join(lost)}."
    remedy = (
        "Launches of one machine share what is its own (memory, cooling, neighbours): with few machines intervals are "
        "narrower than they should be for another machine of that kind. Cases are compared within machines."
    )
    cases = tuple(planned.case.id for planned in evidence.plan.cases)
    return [Finding("info", "farmed", told, remedy, cases)]
