"""Which machine type runs it most cheaply, of those that hold it in memory and meet the deadline."""

from __future__ import annotations

import numpy as np

from workbench.analysis.answers.costs import money, overhead_seconds, payable_runs, told_runs
from workbench.analysis.answers.ribbon import band
from workbench.analysis.scaling.fitting import Fitted
from workbench.model.reading import MachineType, Questions, Reading
from workbench.model.units import format_bytes, format_seconds

CODE = "cheapest_machine"


def cheapest_machine(fitted: Fitted, questions: Questions, confidence: float) -> Reading:
    """One job alone on each type, a worker a core; provisioning and start-up are paid for too.

    Whether it holds the job rests on the peak memory measured, which is of the sizes and worker counts measured.
    """
    types = [each for each in questions.machine_types if _holds(each, questions)]
    if not types:
        needed = format_bytes(questions.memory_bytes or 0)
        return Reading(CODE, f"No machine type holds it: it needs {needed}.")
    cores = np.array([float(each.cores) for each in types])
    rows = fitted.law.basis(cores)
    found = band(fitted, rows, np.zeros_like(rows), confidence)
    paid = overhead_seconds(cores, questions)
    prices = np.array([each.price_per_second for each in types])
    deadline = questions.deadline_seconds
    meets = np.full(len(types), True) if deadline is None else found.value + paid <= deadline
    if not meets.any():
        least = format_seconds(float(np.min(found.value + paid)))
        return Reading(CODE, f"No machine type meets the deadline: the fastest takes {least}, start-up included.")
    best = int(np.argmin(np.where(meets, prices * (found.value + paid), np.inf)))
    ends = (found.low, found.value, found.high)
    low, value, high = (float(prices[best] * (seconds[best] + paid[best])) for seconds in ends)
    runs = payable_runs(value)
    left = len(questions.machine_types) - len(types)
    told = (
        f"{types[best].name} ({types[best].cores} cores) is cheapest: {money(runs * value)} "
        f"[{money(runs * low)}, {money(runs * high)}] for {told_runs(runs)} "
        f"{format_seconds(float(found.value[best] + paid[best]))}, start-up included."
    )
    if left:
        told += f" {left} of {len(questions.machine_types)} types have too little memory."
    if questions.memory_bytes is None:
        told += " Whether it fits their memory is not known from these data."
    return Reading(CODE, told, None, bool(cores[best] > fitted.means.workers[-1]))


def _holds(machine: MachineType, questions: Questions) -> bool:
    return questions.memory_bytes is None or machine.memory_bytes >= questions.memory_bytes
