"""One probe during one watch: when it is asked, what happens when it can't answer."""

from __future__ import annotations

from typing import List, Mapping, Optional, Sequence, Tuple, Type

from workbench.contracts import ObservedTree, Place, Probe
from workbench.errors import WorkbenchError

Edge = Tuple[str, str]
"""(phase, `start` or `end`)."""


class ProbeRun:
    """A probe that fails gives its reason and is not asked again in this trial; the others go on.

    `reason` is None as long as it works, `errors` counts failures (0 or 1); a probe that can't be read on this
    machine at all is no error.
    """

    def __init__(self, plugin: Type[Probe], place: Place) -> None:
        self.name = plugin.name
        self.errors = 0
        self.reason = plugin.unavailable()
        self.series: Mapping[str, str] = plugin.series
        self._sampled_at = float("-inf")
        self._probe = plugin(place)
        if self.reason is None:
            self.reason = self._probe.unreadable()

    def tick(
        self, tree: ObservedTree, now: float, edges: Sequence[Edge], at_edge: bool, beginning: bool
    ) -> Optional[Mapping[str, float]]:
        """Series → value, or None where the probe isn't due or doesn't work.

        `at_edge` as in Probe.due; `beginning`: a `measure` has just begun, so what disturbs it waits.
        """
        if self.reason is not None:
            return None
        try:
            for phase, edge in edges:
                self._probe.mark(tree, phase, edge, now)
            if beginning and self._probe.disturbs:
                return None
            if not self._probe.due(tree, now, now - self._sampled_at, at_edge):
                return None
            self._sampled_at = now
            return self._probe.sample(tree, now)
        except OSError as error:
            self._fail("%s: %s" % (error.filename or "read failed", error.strerror or error))
        except Exception as error:  # noqa: BLE001 - a broken plug-in must not cost the trial its other probes
            self._fail("broken: %s: %s" % (type(error).__name__, error))
        return None

    def totals(self) -> Mapping[str, Optional[float]]:
        """What the probe's samples come to; empty where it failed."""
        return {} if self.reason is not None else self._probe.totals()

    def close(self) -> None:
        """Let go of what the probe holds."""
        self._probe.close()

    def _fail(self, reason: str) -> None:
        self.reason = reason
        self.errors += 1


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
