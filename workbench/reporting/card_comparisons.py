"""Cards beside the cores of their machine, in sentences and rows: from host memory, and with data there already."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.analysis.answers.costs import money, payable_runs
from workbench.analysis.case_names import counted
from workbench.model.card_comparison import NO_PRICES, CardComparison, OnCards, Prices
from workbench.model.estimate import Estimate
from workbench.reporting import figures, naming

JOULES = figures.Quantity(((1e6, 1e6, " MJ"), (1e3, 1e3, " kJ"), (0.9995, 1.0, " J"), (0, 1e-3, " mJ")))
MEANING = (
    "From host memory: a call with its transfers there and back. Data there: the same call without them, as for data "
    "that stay on the card. Both against the fastest case on cores of the same quality. First call: the warm-up, with "
    "compilation and loading of kernels."
)
COST_MEANING = (
    "Cost: a call from host memory, at the price of the cores or cards that the case had, start-up not counted."
)
NOBODY = "no price given"
TOO_SHORT = "too short to tell"


def meaning(prices: Prices) -> tuple[str, ...]:
    """What the columns are, and of costs what is in them where a price was given."""
    return (MEANING, *((COST_MEANING,) if prices != NO_PRICES else ()))


def title(found: CardComparison) -> str:
    """`ridge (samples = 250,000)`."""
    return naming.workload(found.base)


def base_sentence(found: CardComparison) -> str:
    """What is to be beaten, on how many cores, and whether anybody measured what all do."""
    seconds = figures.estimate(found.seconds, figures.SECONDS)
    told = f"To beat: {naming.case_name(found.base)}, {seconds} on {_cores(found.cores)}"
    if found.most_cores < found.usable_cores:
        return (
            f"{told}. No case of this quality had more than {found.most_cores:g} of {found.usable_cores:g} cores: "
            "what all of them do was not measured, so a card may look better here than it is."
        )
    if found.cores < found.most_cores:
        return f"{told}, faster than any on all {found.most_cores:g}."
    return f"{told}, all that there are."


def verdict(found: CardComparison) -> str:
    """The fastest on cards against the cores: from host memory and with data there, never one as the other."""
    best = found.rows[0]
    name = naming.case_name(best.case)
    told = f"{name} is {figures.estimate(best.speedup, figures.RATIO)} as fast from host memory"
    if best.computing_speedup is None:
        return f"{told}; its solver doesn't tell transfers apart."
    return f"{told}, {figures.estimate(best.computing_speedup, figures.RATIO)} with data on the card already."


def comparison_columns(found: CardComparison, prices: Prices) -> Mapping[str, list[str]]:
    """Title → a cell for the base and each case on cards; columns that nothing is known for are left out."""
    names = naming.row_names([found.base, *(row.case for row in found.rows)])
    rows = found.rows
    columns = {
        "case": list(names),
        "from host memory": [_told(each, figures.SECONDS) for each in (found.seconds, *(row.seconds for row in rows))],
        "data there": ["", *(_told(row.computing_seconds, figures.SECONDS) for row in rows)],
        "first call": ["", *(_first(row) for row in rows)],
        "speed-up": ["1.00×", *(_told(row.speedup, figures.RATIO) for row in rows)],
        "data there, speed-up": ["", *(_told(row.computing_speedup, figures.RATIO) for row in rows)],
        "energy of the card": [
            "",
            *(TOO_SHORT if row.too_short_for_energy else _told(row.card_energy_joules, JOULES) for row in rows),
        ],
        "energy of the CPUs": [_told(found.cpu_energy_joules, JOULES), *("" for _ in rows)],
        **_costs(found, prices),
    }
    return {title: cells for title, cells in columns.items() if any(cells)}


def costs(found: CardComparison, prices: Prices) -> list[float | None]:
    """What a call of the base and of each case on cards costs; None where its price wasn't told."""
    base = None if prices.per_core_second is None else prices.per_core_second * found.cores * found.seconds.value
    card = prices.per_card_second
    return [base, *(None if card is None else card * row.cards * row.seconds.value for row in found.rows)]


def _costs(found: CardComparison, prices: Prices) -> Mapping[str, list[str]]:
    told = costs(found, prices)
    known = [each for each in told if each is not None]
    if not known:
        return {}
    runs = payable_runs(min(known))
    column = "cost" if runs == 1 else f"cost of {runs:,}"
    return {column: [NOBODY if each is None else money(runs * each) for each in told]}


def _told(found: Estimate | None, quantity: figures.Quantity) -> str:
    return "" if found is None else figures.estimate(found, quantity)


def _first(row: OnCards) -> str:
    if row.first_call_seconds is None:
        return ""
    by = "" if row.compiles is None else f" ({row.compiles})"
    return figures.figure(row.first_call_seconds, figures.SECONDS) + by


def _cores(count: float) -> str:
    return counted(round(count), "core") if float(count).is_integer() else f"{count:g} cores"
