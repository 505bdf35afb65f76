"""What a case is compared with: itself at one worker, and the best serial solver at equal quality.

The second is COST's baseline (McSherry, Isard & Murray, Scalability! But at what COST?, HotOS 2015): a system
that scales well from a slow start may still lose to one good thread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from workbench.analysis.groups import Codes
from workbench.model.case import Case
from workbench.model.trial import Score

SERIAL = "serial"


def single_worker_bases(cases: Sequence[Case]) -> Codes:
    """For each case the index of the one that differs only in having one worker (itself if so), or −1.

    A case of weak scaling has none: with one worker it does less work.
    """
    keys = [case.series() for case in cases]
    single = {
        key: index for index, (key, case) in enumerate(zip(keys, cases, strict=True)) if case.resources.workers == 1
    }
    found = [-1 if case.grows else single.get(key, -1) for key, case in zip(keys, cases, strict=True)]
    return np.array(found, dtype=np.intp)


def serial_bases(cases: Sequence[Case], seconds: Sequence[float | None], scores: Sequence[Score | None]) -> Codes:
    """For each case the index of the fastest serial one of the same workload and parameters, or −1.

    Only cases whose score agrees with the best of their group, within the workload's tolerance, are compared at
    all: −1 for one that did less work. Where nothing has a score every case of the group is taken as equal.
    """
    bases = np.full(len(cases), -1, dtype=np.intp)
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, case in enumerate(cases):
        if seconds[index] is not None:
            groups[case.problem()].append(index)
    for members in groups.values():
        best = best_score(scores[index] for index in members)
        equal = [index for index in members if equal_quality(scores[index], best)]
        serial = [index for index in equal if is_serial(cases[index])]
        if serial:
            bases[equal] = min(serial, key=lambda index: seconds[index] or 0.0)
    return bases


def best_score(scores: Iterable[Score | None]) -> Score | None:
    """The best of comparable scores; None where there is none."""
    known = [score for score in scores if score is not None]
    return max(known, key=lambda score: score.value if score.higher_is_better else -score.value, default=None)


def equal_quality(score: Score | None, best: Score | None) -> bool:
    """Whether a score agrees with the best within its tolerance; without a best all do."""
    if best is None:
        return True
    return score is not None and abs(score.value - best.value) <= best.tolerance


def baseline_name(case: Case) -> str:
    """What a serial baseline is called in a report."""
    return case.backend if case.solver_title is None else case.solver_title


def is_serial(case: Case) -> bool:
    """Whether it is one thread on one CPU."""
    resources = case.resources
    alone = resources.workers == resources.threads_per_worker == resources.nodes == 1
    return case.backend == SERIAL and alone and resources.device == "cpu"
