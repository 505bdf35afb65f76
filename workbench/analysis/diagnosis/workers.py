"""Workers that can't all work at once: one lock among them, or work that is spread unevenly."""

from __future__ import annotations

from workbench.analysis.diagnosis.stating import cores, percent, state
from workbench.analysis.diagnosis.symptoms import Symptoms, at_least, below
from workbench.model.diagnosis import Diagnosis

ONE_CORE = 1.3
"""Threads that take turns use one CPU at a time; what is above is the hand-over and work outside the lock."""
ONE_WANTED = 1.5
"""Who waits for the lock looks after it every 5 ms (`sys.getswitchinterval`), and on a busy machine queues for that: so
they want somewhat more than they use. Two threads that don't take turns want 2."""
TAKING_TURNS = 0.6
"""As much of the time, at least, somebody held the lock and ran: below, the threads mostly waited for another thing."""
CONTENDED = 0.5
"""Share of the time in which the lock was not to be had at once. One thread that computes holds it as well: the
figure means something only where several threads worked."""
BALANCED = 0.8
"""POP (pop-coe.eu, "POP Standard Metrics for Parallel Performance Analysis") calls an efficiency below 80 % a loss
worth looking into. Threads that take turns do about as much each: below this it is no lock, but uneven work."""
WORKED = 0.2
"""Of the cores given: workers that hardly compute can't be told even or uneven by what they computed."""


def gil_bound(symptoms: Symptoms) -> Diagnosis | None:
    """Several threads of one process worked, and took turns: together they had about one CPU at most.

    Where the interpreter or gilknocker tells how contended the lock was, that decides. Else they must have *wanted*
    no more than about one: threads that queue behind other processes would look alike.
    """
    wanted, used, threads = symptoms.wanted_cores, symptoms.cores_used, symptoms.busy_threads
    if wanted is None or used is None or not at_least(threads, 2) or symptoms.gil_enabled is False:
        return None
    together = min(threads, symptoms.cores_given)
    if together < 2 or used > ONE_CORE:
        return None
    contended = symptoms.gil_contention_ratio
    if contended is None:
        alone = symptoms.peak_processes == 1 and at_least(symptoms.load_balance_ratio, BALANCED)
        if not alone or not TAKING_TURNS <= wanted <= ONE_WANTED:
            return None
        known = "so they took turns, at the interpreter's lock or another one"
    elif contended < CONTENDED:
        return None
    else:
        known = f"and the interpreter's lock was taken {percent(contended)} of the time"
    return state(
        symptoms,
        "gil_bound",
        (1.0 if contended is None else contended) * (1.0 - 1.0 / together),
        f"{threads:g} threads worked, but together used {cores(used)} of {symptoms.cores_given:g}, {known}.",
        "Use processes (loky, multiprocessing), code that lets go of the lock (numpy, Cython's nogil), or a "
        "free-threaded Python.",
        "busy_threads",
        "cores_used",
        "run_queue_wait_cores",
        "cores_given",
        "gil_contention_ratio",
        "load_balance_ratio",
    )


def imbalanced(symptoms: Symptoms) -> Diagnosis | None:
    """Some workers computed much longer than others, who waited for them."""
    workers, balance = symptoms.case.resources.workers, symptoms.load_balance_ratio
    if workers < 2 or not below(balance, BALANCED) or not at_least(symptoms.wanted_ratio, WORKED):
        return None
    alone = symptoms.busy_threads == 1
    told = (
        f"one of {workers} workers did all the work"
        if alone
        else f"its {workers} workers computed {percent(balance)} as long on average as the busiest of them"
    )
    remedy = (
        "The work isn't parallel: hand it out in pieces, or use 1 worker."
        if alone
        else "Hand the work out in more and smaller pieces, the largest first, so that nobody ends long after the rest."
    )
    return state(
        symptoms,
        "imbalanced",
        1.0 - balance,
        told + f" (load balance {balance:.2f}).",
        remedy,
        "load_balance_ratio",
        "busy_threads",
        "cores_used",
        "cores_given",
    )
