"""POP's tree of efficiencies over worker counts, from the time that launches spent on CPUs.

Source: POP Centre of Excellence, "POP Standard Metrics for Parallel Performance Analysis" (pop-coe.eu). Values are
geometric means over launches, so that factors of launches multiply up to the factors of the level exactly; intervals
are Student's t on logarithms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, fsum, inf, log, sqrt

import numpy as np

from workbench.analysis.case_times import CONFIDENCE, MINIMUM_LAUNCHES
from workbench.analysis.student import quantile, welch
from workbench.model.efficiency import Efficiencies
from workbench.model.estimate import Estimate
from workbench.model.trial import TrialRecord

SHORTEST_SECONDS = 0.1
"""Less measured time than this says nothing of CPUs: the kernel counts in ticks of 10 ms, which cut at both ends."""
COMPUTES = 0.2
"""Work that is on a CPU for less of its time at the fewest workers waits by its nature: no part of it is a loss."""
SEEN_RATIO = 0.95
"""Threads that nobody met in time are missing from the finer count; where it tells less than this of the coarse one,
the coarse one counts."""
UNCHANGED = Estimate(1.0, None, None, "point", None)
AT_MOST = 1.05
"""A share that is further above 1 than readings are inexact is none: more worked than the workers."""


@dataclass(frozen=True)
class _Launch:
    """Logs of one launch: parallel efficiency, useful seconds a call and share of the work, load balance if known.

    `between` is the balance between nodes, None off a cluster.
    """

    parallel: float
    useful: float
    balance: float | None
    between: float | None = None


def efficiencies(
    levels: Mapping[int, Sequence[TrialRecord]], threads_per_worker: int = 1, weak: bool = False
) -> tuple[Efficiencies, ...]:
    """The tree at every worker count whose launches tell it, fewest workers first.

    `levels` holds the launches that went well, by worker count: of the same work at each or, if `weak`, of work in
    proportion to the workers, so that useful time is compared by share of the work. Empty where nothing is known,
    or where the work hardly computes. Computation scalability is against the fewest workers, where that is 1.
    """
    places = {(1, workers): launches for workers, launches in levels.items()}
    return tuple(_tree(workers, found, base) for _, workers, found, base in _told(places, threads_per_worker, weak))


def place_efficiencies(
    places: Mapping[tuple[int, int], Sequence[TrialRecord]], threads_per_worker: int = 1, weak: bool = False
) -> tuple[Efficiencies, ...]:
    """The same by place (nodes, workers on all of them), with the levels between nodes and within the busiest."""
    return tuple(
        _with_nodes(_tree(workers, found, base), nodes, found)
        for nodes, workers, found, base in _told(places, threads_per_worker, weak)
    )


_Told = tuple[int, int, Sequence[_Launch], Sequence[_Launch] | None]


def _told(
    places: Mapping[tuple[int, int], Sequence[TrialRecord]], threads_per_worker: int, weak: bool
) -> Iterator[_Told]:
    """(nodes, workers, launches, those of one worker) of each place that tells, the fewest nodes and workers first."""
    told = {
        place: found
        for place in sorted(places)
        if (found := _usable(_launches(places[place], place[1] * threads_per_worker, place[1] if weak else 1)))
    }
    if not told or _mean(launch.parallel for launch in next(iter(told.values()))) < log(COMPUTES):
        return
    for (nodes, workers), found in told.items():
        yield nodes, workers, found, told.get((1, 1))


def _with_nodes(tree: Efficiencies, nodes: int, found: Sequence[_Launch]) -> Efficiencies:
    known = [(launch.parallel, launch.between) for launch in found if launch.between is not None]
    if len(known) < len(found):
        return replace(tree, nodes=nodes)
    return replace(
        tree,
        nodes=nodes,
        between_nodes=_share([between for _, between in known]),
        within_nodes=_share([parallel - between for parallel, between in known]),
    )


def _launches(trials: Iterable[TrialRecord], cores: int, work: int) -> list[_Launch]:
    found = []
    for trial in trials:
        measured = fsum(phase.seconds for phase in trial.phases if phase.name == "measure")
        grown = trial.phase_totals.get("measure", {})
        useful = trial.nodes_measured_cpu_seconds if trial.nodes else _useful_seconds(grown)
        if measured < SHORTEST_SECONDS or not useful or not trial.wall_seconds:
            continue
        parallel = useful / (cores * measured)
        if parallel > AT_MOST:
            continue
        balance = None if trial.nodes else trial.totals.get("load_balance_ratio")
        # Where the main process works beside its workers, the rest comes out above 1: then it is no efficiency.
        known = balance is not None and balance > 0.0 and parallel / balance <= AT_MOST
        calls = len(trial.wall_seconds)
        logs = log(parallel), log(useful / (calls * work)), log(balance) if known and balance else None
        found.append(_Launch(*logs, _between_nodes(trial)))
    return found


def _between_nodes(trial: TrialRecord) -> float | None:
    """The log of mean over largest CPU time that the workers of a node had in the timed calls."""
    useful = [(node.measured_cpu_seconds or 0.0) / max(node.workers, 1) for node in trial.nodes]
    return log(fsum(useful) / len(useful) / max(useful)) if useful and max(useful) > 0.0 else None


def _useful_seconds(grown: Mapping[str, float]) -> float | None:
    """Seconds on a CPU: counted by thread in nanoseconds, or by process in ticks where threads were missed."""
    fine = grown.get("run_queue.on_cpu_seconds")
    ticks = [grown.get("cpu_tree.user_seconds"), grown.get("cpu_tree.system_seconds")]
    coarse = None if None in ticks else fsum(tick or 0.0 for tick in ticks)
    if fine is None or coarse is None:
        return coarse if fine is None else fine
    return fine if fine >= SEEN_RATIO * coarse else coarse


def _usable(launches: Sequence[_Launch]) -> Sequence[_Launch]:
    """Those that tell the load balance, if most do: every factor of a level is to be of the same launches."""
    balanced = [launch for launch in launches if launch.balance is not None]
    return balanced if 2 * len(balanced) > len(launches) else launches


def _tree(workers: int, found: Sequence[_Launch], base: Sequence[_Launch] | None) -> Efficiencies:
    parallel = [launch.parallel for launch in found]
    balance = [launch.balance for launch in found if launch.balance is not None]
    whole = len(balance) == len(found)
    useful = [launch.useful for launch in found]
    core_seconds = [launch.useful - launch.parallel for launch in found]
    work = None if base is None else [launch.useful for launch in base]
    return Efficiencies(
        workers,
        _share(parallel),
        _share(balance) if whole else None,
        _share([one - other for one, other in zip(parallel, balance, strict=True)]) if whole else None,
        None if work is None else UNCHANGED if base is found else _over(work, useful),
        None if work is None else _share(parallel) if base is found else _over(work, core_seconds),
    )


def _share(logs: Sequence[float]) -> Estimate:
    """As `_estimate`, of what can't exceed 1: nor can its interval, but for what readings are inexact."""
    found = _estimate(logs)
    return found if found.high is None else replace(found, high=min(found.high, max(1.0, found.value)))


def _estimate(logs: Sequence[float]) -> Estimate:
    """The geometric mean with its interval, or range of few."""
    mean = _mean(logs)
    if len(logs) < MINIMUM_LAUNCHES:
        return _bounded(mean, min(logs), max(logs), len(logs))
    half = float(quantile(len(logs) - 1.0, CONFIDENCE)) * sqrt(_variance(logs) / len(logs))
    return _bounded(mean, mean - half, mean + half, len(logs))


def _over(above: Sequence[float], below: Sequence[float]) -> Estimate:
    """The ratio of two geometric means (Welch), or range of few."""
    count = min(len(above), len(below))
    mean = _mean(above) - _mean(below)
    if count < MINIMUM_LAUNCHES:
        return _bounded(mean, min(above) - max(below), max(above) - min(below), count)
    counts = np.array([len(below)]), np.array([len(above)])
    error, freedom = welch(np.array([_variance(below)]), counts[0], np.array([_variance(above)]), counts[1])
    half = float(quantile(freedom, CONFIDENCE)[0] * error[0])
    return _bounded(mean, mean - half, mean + half, count)


def _bounded(mean: float, low: float, high: float, count: int) -> Estimate:
    if count == 1:
        return Estimate(exp(mean), None, None, "point", None, 1)
    few = count < MINIMUM_LAUNCHES
    ends = exp(low), exp(high) if high < 700.0 else inf
    return Estimate(exp(mean), *ends, "range" if few else "interval", None if few else CONFIDENCE, count)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return fsum(listed) / len(listed)


def _variance(values: Sequence[float]) -> float:
    mean = _mean(values)
    return fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
