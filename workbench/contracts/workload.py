"""A problem: its data, and how a result is scored."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Sequence, Tuple

from workbench.contracts.context import Context
from workbench.contracts.plugin import Plugin


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
    small: Mapping[str, Any] = {}
    """Parameters that make it small enough to be solved in a second or two, at a quality that still tells solvers."""
    task: Optional[str] = None
    score_name: Optional[str] = None
    higher_is_better = True
    tolerance = 0.0
    """Scores closer than this are equal quality."""
    uses_backend = True
    """Whether `run` hands work to the backend by `context.map`; False: it brings its own workers."""
    max_workers: Optional[int] = None
    """1 for work that can't be told to use more; None where there is no such bound."""

    title: Optional[str] = None
    """What a report calls it where one of its parameters says more than its name."""
    precision: Optional[str] = None
    """The numbers that most of its operations are done in (`float64`, `float32`), where it counts them."""
    calls_per_repeat = 1
    """How many calls one `run` made, where one alone is too short: its time is divided by them."""

    def __init__(self, **parameters: Any) -> None:
        self.values: Dict[str, Any] = dict(self.parameters)
        self.values.update(parameters)

    def prepare(self, folder: str) -> None:
        """Write the data into `folder`. Called once per content key, never measured; the default needs none."""

    def stands_for(self) -> Sequence[Mapping[str, Any]]:
        """The parameters of each case that this one stands for, where it stands for many; empty: it is a case."""
        return ()

    def make_rows(self, first: int, last: int) -> Tuple[Any, Any]:
        """Rows `first` to `last` − 1 of X_train and y_train, made anew as `prepare` writes them; on any node."""
        raise NotImplementedError

    def load(self, folder: Optional[str]) -> Any:
        """Open the data that `prepare` wrote; large arrays memory-mapped. In the phase `setup`.

        Raises CannotRun for a case that is to be skipped.
        """
        return None

    def run(self, data: Any, context: Context) -> Any:
        """The work itself, where `task` is None. Called once a repeat."""
        raise TypeError("workload %r has no solver and no run()" % self.name)

    def before_call(self, data: Any) -> None:
        """Whatever a measured call must find done again; right before each of them, outside what is timed."""

    def score(self, data: Any, result: Any) -> Optional[float]:
        """The quality of a result on held-out data, or None where there is none."""
        return None

    def data_bytes(self) -> Optional[int]:
        """The size of the data a trial reads, for `--dry-run`; None when unknown."""
        return None

    def moved_bytes(self, data: Any) -> Optional[int]:
        """What one call must move between memory and the cores at the least; None when unknown.

        With it the report can say how near the work comes to the memory bandwidth that `doctor --ceilings` measured.
        """
        return None

    def operations(self, data: Any) -> Optional[int]:
        """Floating-point operations that one call takes at the least; None when unknown.

        With them and `moved_bytes` the report says how near the work comes to this machine's roofline.
        """
        return None

    def key(self) -> str:
        """What determines the data besides the parameters (the SHA-256 of a user's file); "" for nothing."""
        return ""

    def known_serial_fraction(self) -> Optional[float]:
        """The true serial fraction, for a workload built to have one."""
        return None

    def paced(self) -> bool:
        """Whether the load comes at a pace of its own, which sets how long a call takes: seconds then rank nobody."""
        return False

    def notes(self) -> Sequence[str]:
        """Sentences that a person should read before believing the results: what was inferred or left out."""
        return ()
