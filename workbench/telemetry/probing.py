"""One probe during one watch: when it is asked, what happens when it can't answer."""

from __future__ import annotations

from functools import partial
from typing import Callable, List, Mapping, Optional, Sequence, Tuple, Type, TypeVar

from workbench.contracts import ObservedTree, Place, Probe
from workbench.errors import WorkbenchError

Edge = Tuple[str, str]
"""(phase, `start` or `end`)."""
Answer = TypeVar("Answer")

EARLY_RATIO = 0.95
"""Ticks jitter: this share of an interval is a whole one (as in Probe.due)."""
PROCESSES_SECONDS = 1.0
"""How often a probe is asked for its figures of single processes."""


class ProbeRun:
    """A probe that fails gives its reason and is not asked again in this trial; the others go on.

    `reason` is None as long as it works, `errors` counts failures (0 or 1); a probe that can't be read on this
    machine at all is no error. `asked_each_tick` where only the probe itself knows when it is due; else it is at
    `next_due`.
    """

    def __init__(self, plugin: Type[Probe], place: Place) -> None:
        self.name = plugin.name
        self.errors = 0
        self.reason = plugin.unavailable()
        self.counters = plugin.counters
        self.next_due = float("-inf")
        self.asked_each_tick = plugin.due is not Probe.due or plugin.interval_seconds == 0.0
        self._decides = plugin.due is not Probe.due
        self._listens = plugin.mark is not Probe.mark
        self._tells_processes = plugin.sample_processes is not Probe.sample_processes
        self._pause = EARLY_RATIO * plugin.interval_seconds
        self._disturbs = plugin.disturbs
        self._sampled_at = self._processes_due = float("-inf")
        self._probe = Probe(place)
        if self.reason is None:
            self.reason = self._attempt(partial(self._begin, plugin, place)) or self.reason

    def mark(self, tree: ObservedTree, edges: Sequence[Edge], now: float) -> None:
        """Tell the probe which phases began and ended since the last tick."""
        if self._listens:
            for phase, edge in edges:
                self._attempt(partial(self._probe.mark, tree, phase, edge, now))

    def sample(
        self, tree: ObservedTree, now: float, at_edge: bool = False, beginning: bool = False
    ) -> Optional[Mapping[str, float]]:
        """Series → value, or None where the probe doesn't want to be asked now or doesn't work.

        `at_edge` as in Probe.due; `beginning`: a `measure` has just begun, so what disturbs it waits.
        """
        if self.reason is not None or (beginning and self._disturbs):
            return None
        try:
            if self._decides and not self._probe.due(tree, now, now - self._sampled_at, at_edge):
                return None
            self._sampled_at = now
            self.next_due = now + self._pause
            return self._probe.sample(tree, now)
        except Exception as error:  # noqa: BLE001 - a broken plug-in must not cost the trial its other probes
            self._fail(error)
            return None

    def sample_processes(
        self, tree: ObservedTree, now: float, at_edge: bool = False
    ) -> Mapping[int, Mapping[str, float]]:
        """pid → series → value right after a sample; empty where it has answered less than a second ago."""
        if not self._tells_processes or (now < self._processes_due and not at_edge):
            return {}
        figures = self._attempt(partial(self._probe.sample_processes, tree, now)) or {}
        if figures:
            self._processes_due = now + EARLY_RATIO * PROCESSES_SECONDS
        return figures

    def totals(self) -> Mapping[str, Optional[float]]:
        """What the probe's samples come to; empty where it failed."""
        return {} if self.reason is not None else self._attempt(self._probe.totals) or {}

    def unavailable(self) -> Mapping[str, str]:
        """Why the probe tells nothing, under its name; else what single series lack, by `probe.series`."""
        missing = self._attempt(self._probe.missing) or {}
        if self.reason is not None:
            return {self.name: self.reason}
        return {"%s.%s" % (self.name, series): reason for series, reason in missing.items()}

    def close(self) -> None:
        """Let go of what the probe holds."""
        self._probe.close()

    def _begin(self, plugin: Type[Probe], place: Place) -> Optional[str]:
        self._probe = plugin(place)
        return self._probe.unreadable()

    def _attempt(self, ask: Callable[[], Answer]) -> Optional[Answer]:
        if self.reason is None:
            try:
                return ask()
            except Exception as error:  # noqa: BLE001 - as in `sample`
                self._fail(error)
        return None

    def _fail(self, error: Exception) -> None:
        if isinstance(error, OSError):
            self.reason = "%s: %s" % (error.filename or "read failed", error.strerror or error)
        else:
            self.reason = "broken: %s: %s" % (type(error).__name__, error)
        self.errors += 1
        self.next_due = float("inf")


def load_probes() -> List[Type[Probe]]:
    """Every registered probe, by name. Raises PluginError for one that is broken."""
    from workbench import registry

    loaded = []
    for name, reference in sorted(registry.catalogue("probe").items()):
        probe = registry.load(reference)
        if not name:
            raise WorkbenchError("the probe in %s has no name" % reference.module)
        loaded.append(probe)
    return loaded
