"""What of a plan can't fit in this machine, as far as anything tells before it starts."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis.sizes.memory_law import memory_limit
from workbench.errors import Complaint, ConfigurationError
from workbench.model.plan import PlannedCase
from workbench.model.run import Machine
from workbench.model.units import format_bytes
from workbench.sessions.forecast import CaseForecast, Forecast

INSIST = "its default size: leave out --size; or insist: --oversize"


def refuse_oversize(expected: Forecast, machine: Machine, free_bytes: int) -> None:
    """Raise ConfigurationError for every case that should take more memory than there is, and for data that are more
    than `free_bytes` of disk."""
    to_run = [case for case in expected.cases if case.planned.skip_reason is None]
    too_large = {case.planned.case.id: why for case in to_run if (why := _more_than_memory(case, machine)) is not None}
    reasons = [*too_large.values(), *_more_than_disk([case.planned for case in to_run], free_bytes)]
    if reasons:
        fitting = [case.planned.case.label() for case in to_run if case.planned.case.id not in too_large]
        remedy = f"{_choice(fitting) if too_large else ''}{INSIST}"
        raise ConfigurationError([*map(Complaint, reasons[:-1]), Complaint(reasons[-1], remedy=remedy)])


def _choice(fitting: list[str]) -> str:
    return (
        f"nothing known is against {'; '.join(fitting)}: choose by --only; " if fitting else "none of its cases fits; "
    )


def _more_than_memory(case: CaseForecast, machine: Machine) -> str | None:
    """Why a case can't fit, or None."""
    limit, whose = memory_limit(case.planned.case, machine)
    needed, data = case.needed_bytes, case.planned.data_bytes
    if needed is not None and needed > limit:
        why = f"it should take {format_bytes(needed)} of memory"
    elif needed is None and data is not None and data > limit:
        why = f"its data alone is {format_bytes(data)}"
    else:
        return None
    return f"{case.planned.case.label()}: {why}, more than the {format_bytes(limit)} of the {whose}"


def _more_than_disk(planned: list[PlannedCase], free_bytes: int) -> Iterator[str]:
    """Data are made once for all cases of a problem."""
    problems = {each.case.problem(): each.data_bytes or 0 for each in planned}
    total = sum(problems.values())
    if total > free_bytes:
        yield (
            f"the data of its {len(problems)} problem{'s' * (len(problems) != 1)} is {format_bytes(total)}; "
            f"the disk of the cache has {format_bytes(free_bytes)} free"
        )
