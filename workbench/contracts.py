"""What each kind of plug-in must offer.

Workloads, solvers, backends and probes are imported by the child, under any Python from 3.8: keep their
modules' top level to the standard library and import third-party libraries inside the method that uses them.
Each plug-in module holds one class and names it `PLUGIN`.
"""

from __future__ import annotations

import contextlib
import importlib.util
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    ContextManager,
    Dict,
    Iterable,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Protocol,
    Sequence,
    Tuple,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Plugin:
    """What every kind shares.

    `name` is what a suite calls it. `requires` maps each module it imports to the command that brings it.
    """

    name = ""
    requires: Mapping[str, str] = {}

    @classmethod
    def unavailable(cls) -> Optional[str]:
        """Why this can't run in this interpreter and what would mend it; None when it can."""
        for module, command in cls.requires.items():
            if importlib.util.find_spec(module) is None:
                return "needs %s: %s" % (module, command)
        return None


class Context:
    """What a solver or a workload that does its own work is told about the trial it runs in.

    `workers` is the number of workers the backend was started with, `scratch` a private empty folder,
    `seed` the same for every launch of a case. `map` runs on the backend's workers; `phase` marks an inner
    phase (`transfer_in`, `compute`, `transfer_out`, `wait`) inside `measure`.
    """

    def __init__(
        self,
        workers: int,
        threads_per_worker: int,
        seed: int,
        scratch: str,
        map: Callable[[Callable[[Any], Any], Iterable[Any]], List[Any]],
        phase: Callable[[str], ContextManager[None]],
    ) -> None:
        self.workers = workers
        self.threads_per_worker = threads_per_worker
        self.seed = seed
        self.scratch = scratch
        self.map = map
        self.phase = phase


class Workload(Plugin):
    """A problem: its data and how a result is scored; or, with `run`, work of its own.

    `parameters` maps each parameter to its default; a suite may set them, and values are checked against
    the default's type. `task` is what a solver must be able to do (`regression`, `classification`,
    `text-classification`, or a word of your own); None means that the workload works by itself in `run`.
    For the three named tasks `load` returns an object with `X_train` (rows × features; a list of str for
    text), `y_train` (rows), `X_test` and `y_test`, and a solver's result has scikit-learn's `predict` (and, for
    classification, `decision_function` or `predict_proba`).
    """

    parameters: Mapping[str, Any] = {}
    any_parameters = False
    """Whether parameters beyond the named ones are taken."""
    task: Optional[str] = None
    score_name: Optional[str] = None
    higher_is_better = True
    tolerance = 0.0
    """Scores closer than this are equal quality."""
    uses_backend = True
    """Whether `run` hands work to the backend by `context.map`; False: it brings its own workers."""

    def __init__(self, **parameters: Any) -> None:
        self.values: Dict[str, Any] = dict(self.parameters)
        self.values.update(parameters)

    def prepare(self, folder: str) -> None:
        """Write the data into `folder`. Called once per content key, never measured; the default needs none."""

    def load(self, folder: Optional[str]) -> Any:
        """Open the data that `prepare` wrote; large arrays memory-mapped. In the phase `setup`."""
        return None

    def run(self, data: Any, context: Context) -> Any:
        """The work itself, where `task` is None. Called once a repeat."""
        raise TypeError("workload %r has no solver and no run()" % self.name)

    def score(self, data: Any, result: Any) -> Optional[float]:
        """The quality of a result on held-out data, or None where there is none."""
        return None

    def data_bytes(self) -> Optional[int]:
        """The size of the data a trial reads, for `--dry-run`; None when unknown."""
        return None

    def key(self) -> str:
        """What determines the data besides the parameters (the SHA-256 of a user's file); "" for nothing."""
        return ""

    def known_serial_fraction(self) -> Optional[float]:
        """The true serial fraction, for a workload built to have one."""
        return None


class Solver(Plugin):
    """One implementation that solves workloads of the tasks it names.

    `variants` are what may stand in brackets (`sklearn.Ridge[saga]`), the first being the default.
    `scales_with` says what makes it parallel: `workers` (through the backend) or `threads` (inside one
    process, by BLAS or OpenMP: it then runs at one worker only).
    """

    tasks: Tuple[str, ...] = ()
    variants: Tuple[str, ...] = ()
    scales_with = "threads"
    parameters: Mapping[str, Any] = {}
    any_parameters = False
    """Whether parameters beyond the named ones are taken."""

    def __init__(self, variant: Optional[str] = None, **parameters: Any) -> None:
        self.variant = variant if variant is not None else (self.variants[0] if self.variants else None)
        self.values: Dict[str, Any] = dict(self.parameters)
        self.values.update(parameters)

    def check(self) -> None:
        """Raise PluginError, saying what is allowed, where the parameters can't work. Asked before a run starts."""

    def setup(self, data: Any) -> None:
        """Import what `solve` uses and build what should not be measured. In the phase `setup`."""

    def solve(self, data: Any, context: Context) -> Any:
        """Solve the workload; timed. Returns what the workload's `score` takes."""
        raise TypeError("solver %r has no solve()" % self.name)


class Backend(Plugin):
    """What runs parallel work. Started in the phase `start`, never inside `measure`.

    `start_methods` lists what a suite may choose (fork, forkserver, spawn), the first being the default;
    empty where the backend has none. `max_workers` is 1 for a backend without workers, else None.
    """

    start_methods: Tuple[str, ...] = ()
    max_workers: Optional[int] = None
    takes_address = False

    def __init__(
        self,
        workers: int,
        threads_per_worker: int = 1,
        start_method: Optional[str] = None,
        address: Optional[str] = None,
        scratch: Optional[str] = None,
        memory_limit_bytes: Optional[int] = None,
    ) -> None:
        self.workers = workers
        self.threads_per_worker = threads_per_worker
        self.start_method = start_method if start_method is not None else (self.start_methods or (None,))[0]
        self.address = address
        self.scratch = scratch
        self.memory_limit_bytes = memory_limit_bytes

    def start(self) -> None:
        """Bring the workers up and wait until every one of them answers."""

    def active(self) -> ContextManager[Any]:
        """While entered, joblib's Parallel runs on this backend's workers."""
        return contextlib.nullcontext()

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """Apply `function` to every item on the workers; results in the items' order."""
        return [function(item) for item in items]

    def stop(self) -> None:
        """Take the workers down and wait for them."""


class ObservedProcess(Protocol):
    """One process of a watched tree, as it stood at the last tick. Times are seconds since it began.

    `reaped_*` is what the kernel has added up over the children that this process has waited for.
    """

    pid: int
    started: int
    """Start time in the kernel's ticks since boot; with `pid` it tells a process from a later one of its number."""
    threads: int
    user_seconds: float
    system_seconds: float
    reaped_user_seconds: float
    reaped_system_seconds: float
    reaped_faults: int

    def resident_bytes(self) -> int:
        """Resident set size at this tick; 0 for a process that has gone."""

    def anonymous_bytes(self) -> int:
        """The part of it that no file and no shared memory backs; 0 where that can't be told."""

    def read(self, name: str, keep: bool = True) -> bytes:
        """The start (16 KiB) of the process's file `name` under /proc/PID, by a descriptor that is kept if `keep`.

        Empty where the process has gone. Raises OSError where it may not be read.
        """


class ObservedTree(Protocol):
    """The processes that a trial started, refreshed before the probes are asked.

    `launcher` is the process outside the tree that the tree's orphans fall to, where the runner named one.
    `user_seconds` and `system_seconds` are of the whole tree since the watch began, ended processes included;
    they never fall.
    """

    processes: Sequence[ObservedProcess]
    arrived: Sequence[ObservedProcess]
    departed: Sequence[ObservedProcess]
    launcher: Optional[ObservedProcess]
    user_seconds: float
    system_seconds: float


class Probe(Plugin):
    """What the sampler reads at a tick. One instance watches one trial, then is closed.

    `series` maps each series to its unit. `interval_seconds` is the shortest time between two samples of
    this probe; 0 means every tick. `proc` and `sys` are where those file systems stand, so that a probe can be
    tried on a recorded tree. An OSError out of `sample` ends the probe for this trial; its text becomes the
    reason in the record.
    """

    series: Mapping[str, str] = {}
    interval_seconds = 0.0

    def __init__(self, proc: str = "/proc", sys: str = "/sys") -> None:
        self.proc = proc
        self.sys = sys

    def unreadable(self) -> Optional[str]:
        """Why this can't be read on this machine; None when it can. Asked once, before the first sample."""
        return None

    def due(self, tree: ObservedTree, now: float, waited: float, at_edge: bool) -> bool:
        """Whether to sample at this tick: `waited` seconds after the last sample, `at_edge` of a `measure`.

        Ticks jitter, so 5 % too early is in time.
        """
        return at_edge or waited >= 0.95 * self.interval_seconds

    def mark(self, tree: ObservedTree, phase: str, edge: str, now: float) -> None:
        """A phase's `start` or `end` was reported; called before the sample of that tick."""

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """Series → value at `now` (CLOCK_MONOTONIC seconds) for the tree's processes."""
        return {}

    def totals(self) -> Mapping[str, Optional[float]]:
        """What the samples come to over the watch: name → value for the trial's summary, None where unknown."""
        return {}

    def close(self) -> None:
        """Let go of descriptors."""


class Environment(Plugin):
    """The interpreter and packages a trial runs in."""

    def interpreter(self, value: str) -> str:
        """The absolute path of the interpreter that `value` (what the suite wrote) names.

        Raises ConfigurationError where there is none.
        """
        raise TypeError("environment %r has no interpreter()" % self.name)


class Quantity(NamedTuple):
    """What a law says in one number: (numerator · c / denominator · c) ** power, c being its coefficients.

    Both rows have one entry a coefficient; an empty denominator means 1. `low` and `high` bound the number
    itself; one that is `closed` is an answer only where its interval has an end on both sides. Written so, an
    interval needs nothing but the rows: holding a quantity at a value is one linear equation in the coefficients.
    """

    meaning: str
    numerator: Tuple[float, ...]
    denominator: Tuple[float, ...] = ()
    power: float = 1.0
    low: float = 0.0
    high: float = float("inf")
    closed: bool = False


class Law(Plugin):
    """How seconds depend on workers, linear in its coefficients: T(p) = basis(p) · c.

    `formula` is in plain text, `source` the paper. `parameters` are the numbers that define the law,
    `answers` what else follows from it (`serial_fraction`, `peak_workers`, ...). `lower_bounds` has one entry
    a coefficient: 0 or minus infinity. It is fitted from `minimum_levels` worker counts on, the largest being
    at least `minimum_reach_workers`. `experiment` is `strong` (the same work at every level) or `weak` (work
    grows with the workers); a law is never fitted to the other kind of data. A law with exponents is a family
    of such laws.
    """

    formula = ""
    source = ""
    experiment = "strong"
    parameters: Mapping[str, Quantity] = {}
    answers: Mapping[str, Quantity] = {}
    lower_bounds: Tuple[float, ...] = ()
    minimum_levels = 3
    minimum_reach_workers = 2

    @classmethod
    def family(cls) -> Tuple[Law, ...]:
        """The members to try; the one that fits best stands for the law."""
        return (cls(),)

    def basis(self, workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Workers (n,) → the matrix (n, coefficients) whose product with the coefficients is seconds."""
        raise TypeError("law %r has no basis()" % self.name)

    def coefficients_from(self, parameters: Mapping[str, float]) -> Tuple[float, ...]:
        """The coefficients of a law with these parameters, in the basis' order."""
        raise TypeError("law %r has no coefficients_from()" % self.name)

    def parameters_from(self, coefficients: Sequence[float]) -> Dict[str, float]:
        """The parameters of a law with these coefficients."""
        return {name: quantity_of(quantity, coefficients) for name, quantity in self.parameters.items()}

    def predict(self, parameters: Mapping[str, float], workers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Seconds (n,) at each of `workers` (n,)."""
        seconds: NDArray[np.float64] = self.basis(workers) @ self.coefficients_from(parameters)
        return seconds


def quantity_of(quantity: Quantity, coefficients: Sequence[float]) -> float:
    """The number a quantity comes to; infinity where its denominator (or, raised to a negative power, it) is 0."""
    above = sum(factor * value for factor, value in zip(quantity.numerator, coefficients))
    below = sum(factor * value for factor, value in zip(quantity.denominator, coefficients))
    ratio = above if not quantity.denominator else (above / below if below else float("inf"))
    if ratio == 0.0 and quantity.power < 0:
        return float("inf")
    return float(ratio**quantity.power)
