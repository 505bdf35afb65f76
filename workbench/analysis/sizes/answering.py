"""All that a run says of sizes and budgets: the one entry to this room."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.analysis.sizes.card_memory_law import card_memory_law, card_peaks
from workbench.analysis.sizes.crossing import crossings
from workbench.analysis.sizes.grown import Grown
from workbench.analysis.sizes.measured import Measured, measured
from workbench.analysis.sizes.memory_law import memory_law
from workbench.analysis.sizes.product_law import product_law
from workbench.analysis.sizes.quality import quality_curves
from workbench.analysis.sizes.series import Members, all_series, size_of, slices
from workbench.analysis.sizes.time_law import time_growth, time_law
from workbench.model.plan import Plan
from workbench.model.run import Machine
from workbench.model.sizes import SizeLevel, Sizes, SizeSeries
from workbench.model.trial import TrialRecord


def size_laws(plan: Plan, trials: Iterable[TrialRecord], machine: Machine) -> Sizes:
    """Laws of time and memory over size, break-even sizes, and score against time; empty where nothing varies.

    The machine tells what memory there is. Facts are read, nothing is stored.
    """
    cases = measured(plan, trials)
    series, grown = [], []
    for members in all_series(cases):
        times = []
        for each in slices(members):
            growth = time_growth(each)
            times.append(time_law(each, growth))
            if growth is not None:
                grown.append(Grown(each, growth))
        series.append(
            SizeSeries(
                members.cases[0].case,
                members.parameters,
                tuple(_level(members, each) for each in members.cases),
                tuple(times),
                product_law(members),
                memory_law(members, machine),
                card_memory_law(members),
            )
        )
    return Sizes(tuple(series), crossings(grown), quality_curves(cases))


def _level(members: Members, each: Measured) -> SizeLevel:
    return SizeLevel(
        {name: size_of(each.case, name) for name in members.parameters},
        tuple(each.seconds),
        each.planned.data_bytes,
        tuple(each.highs if len(each.highs) == len(each.lows) else each.lows),
        tuple(card_peaks(each)[1]),
    )
