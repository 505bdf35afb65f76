"""What others find in series: reads {"peer": name, "series": [[...]]} as JSON, writes a list of places for each series.

    python benchmarks/history_peers.py --list

Needs nothing of workbench, so that a peer may live in an environment of its own; `--list` prints those that are
installed here. Each is used as it comes, but for what it must be told.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import sys
from collections.abc import Callable, Sequence

Places = list[int]


def asv(values: Sequence[float]) -> Places:
    """asv.step_detect (penalised L1 fits), as `asv publish` uses it."""
    from asv.step_detect import detect_steps

    return [int(step[0]) for step in detect_steps(list(values))[1:]]


def otava(values: Sequence[float]) -> Places:
    """Apache Otava (E-divisive means with Student's t), with the settings of its command line."""
    from otava.series import Metric, Series

    times = list(range(len(values)))
    series = Series("history", None, times, {"value": Metric(1, 1.0)}, {"value": list(values)}, {})
    return [int(point.index) for point in series.analyze().change_points["value"]]


def ruptures(values: Sequence[float]) -> Places:
    """ruptures' PELT on the mean, with the penalty that its authors advise for noise of known size (2 σ² ln n).

    σ is told by the differences of neighbours, robustly, for who knows it?
    """
    import numpy as np
    from ruptures import Pelt

    signal = np.log(values)
    apart = np.diff(signal)
    deviation = 1.4826 * np.median(np.abs(apart - np.median(apart))) / np.sqrt(2)
    return Pelt(model="l2", min_size=5, jump=1).fit(signal).predict(2 * deviation**2 * np.log(len(signal)))[:-1]


PEERS: dict[str, Callable[[Sequence[float]], Places]] = {"asv": asv, "otava": otava, "ruptures": ruptures}


def main() -> None:
    """Answer one question from standard input, or list the peers."""
    logging.disable(logging.WARNING)
    if sys.argv[1:] == ["--list"]:
        print(json.dumps([name for name in PEERS if importlib.util.find_spec(name) is not None]))
        return
    asked = json.load(sys.stdin)
    find = PEERS[asked["peer"]]
    print(json.dumps([find(values) for values in asked["series"]]))


if __name__ == "__main__":
    main()
