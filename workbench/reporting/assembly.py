"""A run's facts and what they support, put together as a report: the answer first, the evidence under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from workbench.analysis.baselines import best_score
from workbench.analysis.card_comparison import card_comparisons
from workbench.analysis.cost import cost
from workbench.analysis.diagnosis.diagnosing import diagnose
from workbench.analysis.efficiency import efficiencies
from workbench.analysis.findings import find
from workbench.analysis.node_figures import node_figures
from workbench.analysis.roofline import rooflines
from workbench.analysis.scaling.anomalies import BASE_MISSING
from workbench.analysis.scaling.inferring import fit
from workbench.analysis.sizes.answering import size_laws
from workbench.analysis.summary import summarise
from workbench.analysis.worker_memory import bytes_per_worker
from workbench.model.case import Case
from workbench.model.plan import Plan
from workbench.model.report import Report, ScalingSection, WorkloadSection
from workbench.model.run import Run
from workbench.model.scaling import Scaling
from workbench.model.summary import CaseSummary
from workbench.model.trial import TrialRecord
from workbench.reporting import naming
from workbench.reporting.answering import answer
from workbench.reporting.explaining import sentence
from workbench.reporting.further_workers import held
from workbench.reporting.measured_series import MeasuredSeries, measured_series
from workbench.reporting.next_level import cpus_of
from workbench.reporting.nodes import node_sections
from workbench.reporting.ranking import rank


def build_report(run: Run) -> Report:
    """Everything the run says. Facts are read, inference is made anew each time, nothing is stored."""
    plan = run.header.plan
    summaries = summarise(plan, run.trials)
    sections = scaling_sections(plan, run.trials, cpus_of(run.header.machine))
    scalings = tuple(section.scaling for section in sections)
    diagnoses = diagnose(plan, run.trials, run.header.machine, run.header.ceilings)
    return Report(
        header=run.header,
        workloads=workload_sections(summaries),
        scaling=sections,
        findings=tuple(find(plan, run.trials, summaries, scalings, run.header.machine, diagnoses, run.watched)),
        trials_recorded=len(run.trials),
        trials_planned=plan.planned_trials if run.header.check is None else len(run.trials),
        warnings=run.warnings,
        diagnoses=diagnoses,
        sizes=size_laws(plan, run.trials, run.header.machine),
        rooflines=rooflines(plan, run.trials, run.header.machine, run.header.ceilings),
        nodes=node_sections(plan, run.trials),
        node_figures=node_figures(plan, run.trials),
        cards=card_comparisons(plan, run.trials, summaries, run.header.machine),
    )


def workload_sections(summaries: Iterable[CaseSummary]) -> tuple[WorkloadSection, ...]:
    """One section a workload with its parameters, in the plan's order; rows best first."""
    groups: defaultdict[Hashable, list[CaseSummary]] = defaultdict(list)
    for summary in summaries:
        groups[summary.case.problem()].append(summary)
    return tuple(workload_section(rows) for rows in groups.values())


def workload_section(rows: Sequence[CaseSummary]) -> WorkloadSection:
    """The section of these rows, which are of one workload with the same parameters; there is at least one."""
    ranking = rank(rows)
    score = best_score(row.score for row in rows)
    return WorkloadSection(
        title=naming.workload(rows[0].case),
        workload=rows[0].case.workload,
        rows=ranking.rows,
        score_name=None if score is None else score.name,
        answer=answer(ranking),
        cost=None if rows[0].paced else cost(ranking.ranked),
    )


def scaling_sections(plan: Plan, trials: Iterable[TrialRecord], cpus: int | None = None) -> tuple[ScalingSection, ...]:
    """One section for each case that was measured at two worker counts or more, on a machine with so many CPUs."""
    return tuple(_scaling_section(series, cpus) for series in measured_series(plan, trials))


def _scaling_section(series: MeasuredSeries, cpus: int | None) -> ScalingSection:
    scaling = _without_base_asked(fit(series.levels, experiment=series.experiment), series.case)
    known = series.known_serial_fraction
    told = efficiencies(series.launches, series.case.resources.threads_per_worker, series.experiment == "weak")
    memory = None if series.experiment == "weak" else bytes_per_worker(series.launches)
    # A cluster has other CPUs than the machine that measures.
    told_cpus = cpus if series.case.cluster is None else None
    said = " ".join(filter(None, (sentence(scaling, known, told_cpus), held(memory))))
    return ScalingSection(series.title, series.case, scaling, known, said, told, memory)


def _without_base_asked(scaling: Scaling, case: Case) -> Scaling:
    """On several nodes, or with several workers on each, there is no single worker to begin with."""
    if case.cluster is None:
        return scaling
    return replace(scaling, findings=tuple(each for each in scaling.findings if each.code != BASE_MISSING))
