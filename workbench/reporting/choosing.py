"""Which solver and which backend? A workload narrowed to what a person asks about, and what belongs beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from workbench.model.report import Report, WorkloadSection
from workbench.model.summary import CaseSummary
from workbench.reporting import figures, naming, sizing
from workbench.reporting.assembly import workload_section
from workbench.reporting.escaping import plain, shortened
from workbench.reporting.ranking import rank

NAME_WIDTH = 60
MOST_NAMED = 5


def named(sections: Iterable[WorkloadSection]) -> dict[str, WorkloadSection]:
    """Each workload under a name that fits a list: with the parameters that tell it from the others."""
    listed = tuple(sections)
    cases = [section.rows[0].case for section in listed]
    names = naming.problem_names(cases)
    shown = naming.distinct((shortened(name, NAME_WIDTH) for name in names), [case.id for case in cases])
    return dict(zip(shown, listed, strict=True))


def worth_asking(sections: Mapping[str, WorkloadSection]) -> int:
    """Where the section stands that is shown first: of the first workload that leaves a choice, the last.

    Sizes are given rising, and the largest tells most.
    """
    listed = list(sections.values())
    chosen = next((each for each in listed if _leaves_a_choice(each)), listed[0])
    return max(index for index, each in enumerate(listed) if each.workload == chosen.workload)


def headline(section: WorkloadSection) -> str:
    """The answer; of a workload that does its own work, with its name before it."""
    answer = section.answer or ""
    case = section.rows[0].case
    return answer if case.solver is not None else f"{shortened(case.workload_title, NAME_WIDTH)}: {answer}"


def _leaves_a_choice(section: WorkloadSection) -> bool:
    return len({(_solver(row), row.case.backend) for row in section.rows}) > 1


def solvers_of(section: WorkloadSection) -> list[str]:
    """The solvers with their parameters, in the order of the rows."""
    return list(dict.fromkeys(_solver(row) for row in section.rows))


def backends_of(section: WorkloadSection) -> list[str]:
    """The backends, in the order of the rows."""
    return list(dict.fromkeys(plain(row.case.backend) for row in section.rows))


def devices_of(section: WorkloadSection) -> list[str]:
    """The devices, in the order of the rows."""
    return list(dict.fromkeys(plain(row.case.resources.device) for row in section.rows))


def narrowed(
    section: WorkloadSection, solvers: Collection[str], backends: Collection[str], devices: Collection[str] = ()
) -> WorkloadSection | None:
    """The section of those solvers, backends and devices alone, ranked anew; nothing chosen is all.

    None where none is of all three.
    """
    if not solvers and not backends and not devices:
        return section
    rows = [
        row
        for row in section.rows
        if (not solvers or _solver(row) in solvers)
        and (not backends or plain(row.case.backend) in backends)
        and (not devices or plain(row.case.resources.device) in devices)
    ]
    return workload_section(rows) if rows else None


def worse_in_score(section: WorkloadSection) -> str:
    """Who was not ranked, by how much they fall short; empty where nobody was left out."""
    ranking = rank(section.rows)
    if not ranking.unequal or not ranking.ranked:
        return ""
    best = ranking.ranked[0].score
    told = "; ".join(map(_short_of, ranking.unequal[:MOST_NAMED]))
    more = len(ranking.unequal) - MOST_NAMED
    rest = f"; and {more:,} more" if more > 0 else ""
    least = "" if best is None else f" ({plain(best.name)} {figures.score(best)}, give or take {best.tolerance:g})"
    return f"Not ranked, for their score is worse{least}: {told}{rest}."


def beside(report: Report, section: WorkloadSection) -> list[str]:
    """What sizes and budgets say of this workload: from where on another is faster, and what quality costs."""
    crossings = [each for each in report.sizes.crossings if each.base.workload == section.workload]
    curves = [each for each in report.sizes.curves if each.case.problem() == section.rows[0].case.problem()]
    return [*map(sizing.crossing_sentence, crossings), *map(sizing.curve_sentence, curves)]


def _solver(row: CaseSummary) -> str:
    return shortened(naming.solver(row.case), NAME_WIDTH)


def _short_of(row: CaseSummary) -> str:
    name = shortened(naming.case_name(row.case), NAME_WIDTH)
    score = "no score" if row.score is None else figures.score(row.score)
    time = "" if row.seconds is None else f" in {figures.figure(row.seconds.value, figures.SECONDS)}"
    return f"{name}: {score}{time}"
