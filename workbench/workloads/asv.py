"""A benchmark of an existing asv project, as it is: `time_`, `timeraw_`, `peakmem_`, `mem_` and `track_`."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import textwrap
import timeit
from typing import Any, Dict, List, Mapping, Optional, Tuple

from workbench.contracts import CannotRun, Context, Workload
from workbench.workloads._asv import find_benchmarks, ready_benchmark, sources_key
from workbench.workloads._place import working_folder

LARGEST_GROWTH = 10.0
RAW = """
import json, sys, timeit
statement, setup, number = json.load(sys.stdin)
print(repr(timeit.timeit(statement, setup, number=number) / number))
"""


class AsvBenchmark(Workload):
    """Every benchmark in the `folder` of an asv project whose name `match` is found in, as it is.

    `match` is a regular expression, `folder` the project's benchmark_dir; each benchmark comes with each of its
    parameters. With `benchmark` it is that one alone.

    One repeat is one call; of a `time_` benchmark that takes less than its `sample_time` (10 ms) and has no setup, as
    many as take that long, and the time is divided by them. Setup runs again before each repeat, and setup_cache in
    every launch; neither is timed. asv's `repeat`, `rounds`, `processes`, `warmup_time` and `timeout` are not used: a
    suite says them. What `track_`, `mem_` and `timeraw_` measure themselves is the score, and better when lower, which
    is what asv takes it for.
    """

    name = "asv"
    parameters = {"folder": "benchmarks", "benchmark": "", "match": ""}
    any_parameters = True
    requires = {"asv_runner": "pip install asv_runner"}
    uses_backend = False
    higher_is_better = False

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        self._root = os.path.abspath(os.path.join(working_folder(), os.path.expanduser(self.values["folder"])))
        self.title = self.values["benchmark"] or None
        self._calls = _Calls()

    def stands_for(self) -> List[Mapping[str, Any]]:
        """The benchmarks and their parameters, by asv_runner's discovery."""
        if self.values["benchmark"]:
            return []
        found = find_benchmarks(self._root, self.values["match"])
        return [{"folder": self.values["folder"], "match": "", **values} for values in found]

    def key(self) -> str:
        """Of the files in the folder."""
        return sources_key(self._root)

    def load(self, folder: Optional[str]) -> Any:  # noqa: ARG002 - the contract's
        """setup_cache and setup. Raises CannotRun where the benchmark skips these parameters."""
        benchmark = ready_benchmark(self._root, self.values)
        if benchmark.setup_cache_key is not None:
            # An instance of its own, as asv's is: only what setup_cache returns is handed on.
            _hand_on(ready_benchmark(self._root, self.values).do_setup_cache(), benchmark)
        if benchmark.do_setup():
            raise CannotRun("%s skips these parameters" % benchmark.name)
        if benchmark.type not in ("time", "memory", "peakmemory"):
            self.score_name = benchmark.unit if benchmark.unit != "unit" else benchmark.name.rpartition(".")[2]
        elif benchmark.type == "memory":
            self.score_name = "bytes"
        elif _is_raw(benchmark):
            self.score_name = "seconds"
        self._calls.prepare(benchmark)
        return benchmark

    def before_call(self, data: Any) -> None:
        """Teardown and setup again, as asv does between samples; find how many calls make a repeat."""
        if self._calls.called:
            data.do_teardown()
            data.do_setup()
        self._calls.calibrate()
        self.calls_per_repeat = self._calls.number

    def run(self, data: Any, context: Context) -> Any:  # noqa: ARG002 - the contract's
        """Call it. What asv would take for the result of all but `time_` is returned."""
        if _is_raw(data):
            return _raw_seconds(data)
        if data.type == "time":
            return self._calls.run()
        self._calls.called = True
        return data.func(*_arguments(data)) if data.type == "peakmemory" else data.run(*_arguments(data))

    def score(self, data: Any, result: Any) -> Optional[float]:  # noqa: ARG002 - the contract's
        """What the benchmark measured itself; None where it measures time or peak memory."""
        return None if self.score_name is None else float(result)


class _Calls:
    """How often a `time_` benchmark is called in one repeat. Timed by timeit, which keeps the garbage collector off."""

    def __init__(self) -> None:
        self.number = 1
        self.called = False
        self._seconds = 0.0
        self._sample_seconds = 0.0
        self._fixed = True
        self._timer = timeit.Timer()

    def prepare(self, benchmark: Any) -> None:
        """Make what will be timed."""
        if benchmark.type != "time" or _is_raw(benchmark):
            return
        arguments = _arguments(benchmark)
        self._timer = timeit.Timer((lambda: benchmark.func(*arguments)) if arguments else benchmark.func)
        self._sample_seconds = float(benchmark.sample_time)
        # With a setup every call is to find fresh state, so there is one; what a person set is kept.
        has_setup = bool(vars(benchmark)["_setups"])
        self._fixed = has_setup or benchmark.number > 0
        if benchmark.number > 0 and not has_setup:
            self.number = int(benchmark.number)

    def calibrate(self) -> None:
        """Grow the number until a repeat lasts long enough. Without a warm-up a cold call is wanted: then it is 1."""
        if self._fixed or not self.called:
            self._fixed = True
            return
        while self._seconds < self._sample_seconds:
            missing = self._sample_seconds / self._seconds if self._seconds > 0 else LARGEST_GROWTH
            self.number = max(self.number + 1, math.ceil(self.number * min(LARGEST_GROWTH, missing)))
            self.run()
        self._fixed = True

    def run(self) -> None:
        """One repeat."""
        self.called = True
        self._seconds = self._timer.timeit(self.number)


def _hand_on(cache: Any, benchmark: Any) -> None:
    """What setup_cache returned becomes the first argument; older versions of asv_runner take it for a parameter."""
    if hasattr(benchmark, "set_cache"):
        benchmark.set_cache(cache)
    elif cache is not None:
        benchmark.insert_param(cache)


def _arguments(benchmark: Any) -> Tuple[Any, ...]:
    """The cache, where there is one, and the current parameters."""
    state: Dict[str, Any] = vars(benchmark)
    cache = state.get("_current_cache")
    return (() if cache is None else (cache,)) + tuple(state["_current_params"])


def _is_raw(benchmark: Any) -> bool:
    return "_timeraw_env" in vars(benchmark)


def _raw_seconds(benchmark: Any) -> float:
    """The statement of a `timeraw_` benchmark, timed by a Python of its own; without that Python's start."""
    made = benchmark.func(*_arguments(benchmark))
    statement, setup = made if isinstance(made, tuple) else (made, "")
    done = subprocess.run(
        [sys.executable, "-c", RAW],
        input=json.dumps([textwrap.dedent(statement), textwrap.dedent(setup), benchmark.number]),
        env=dict(os.environ, **(vars(benchmark)["_timeraw_env"] or {})),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(done.stdout)


PLUGIN = AsvBenchmark
