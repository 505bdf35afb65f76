"""NVIDIA's cards: how busy, how full, how fast, and what of it is the tree's."""

from __future__ import annotations

import importlib
import os
from typing import Any, Dict, List, Mapping, Optional

from workbench.contracts import ObservedTree, Place, Probe
from workbench.probes._cards import TREE_MEMORY, CardReadings, MeasuredMean, MeasuredWindow, TreePids
from workbench.probes._conditions import Conditions
from workbench.probes._nvml import Card, CardLost, NotHere, NotNow, Opening, count_cards
from workbench.telemetry.window import WindowPeak

BUSY = "gpu_utilization_ratio"
QUICK_SECONDS = 0.25
"""A machine without a driver says so at once."""


class Gpu(Probe):
    """Every card that NVML shows, once a second; nothing in it is measured by this process.

    Energy and PCIe bytes are the card's own counters. `gpu_throttle_reasons` is the bit mask of
    nvmlClocksEventReasons. The tree's memory is summed over its processes as NVML lists them; where it lists those
    of another pid namespace, or none though the card filled, that series is given up and the reason told.
    """

    name = "gpu"
    requires = {"pynvml": "pip install nvidia-ml-py"}
    series = {
        "gpu_utilization_ratio": "ratio",
        "gpu_memory_utilization_ratio": "ratio",
        "gpu_tree_memory_bytes": "bytes",
        "gpu_memory_used_bytes": "bytes",
        "gpu_energy_joules": "joules",
        "gpu_power_watts": "watts",
        "gpu_sm_clock_hertz": "hertz",
        "gpu_memory_clock_hertz": "hertz",
        "gpu_throttle_reasons": "bits",
        "gpu_pcie_received_bytes": "bytes",
        "gpu_pcie_sent_bytes": "bytes",
    }
    counters = frozenset(("gpu_energy_joules", "gpu_pcie_received_bytes", "gpu_pcie_sent_bytes"))
    interval_seconds = 1.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._opening: Optional[Opening] = None
        self._cards: Optional[List[CardReadings]] = None
        self._missing: Dict[str, str] = {}
        self._pids = TreePids(lambda pid: os.path.exists("%s/%d" % (place.proc, pid)))
        self._busy = MeasuredMean()
        self._memory: Dict[str, WindowPeak] = {}
        self._window = MeasuredWindow()
        self._conditions: Dict[int, Conditions] = {}

    def unreadable(self) -> Optional[str]:
        """No library, no driver. A driver that takes its time to wake is waited for meanwhile, not here."""
        self._opening = Opening(importlib.import_module("pynvml"))
        self._opening.done(QUICK_SECONDS)
        return self._failure()

    def mark(self, tree: ObservedTree, phase: str, edge: str, now: float) -> None:  # noqa: ARG002 - the contract's
        """Tells the measured window from the rest."""
        self._busy.mark(phase, edge, now)
        for peak in self._memory.values():
            peak.mark(phase, edge, now)
        if self._window.mark(phase, edge, now):
            for conditions in self._conditions.values():
                conditions.begin()

    def sample(self, tree: ObservedTree, now: float) -> Mapping[str, float]:
        """Series with a card's number in brackets. Raises OSError where NVML could not be initialised after all."""
        if self._cards is None:
            self._cards = self._find_cards()
        self._pids.see(tree.processes)
        found: Dict[str, float] = {}
        for card in self._cards or ():
            told = card.read(self._pids)
            if self._window.holds(now):
                self._conditions[card.index].see({name.partition("[")[0]: value for name, value in told.items()})
            found.update(told)
            self._missing.update(card.missing)
        self._busy.see({name: value for name, value in found.items() if name.startswith(BUSY)}, now)
        for name, value in found.items():
            if name.startswith(TREE_MEMORY):
                self._memory.setdefault(name, WindowPeak()).see(value, now)
        return found

    def missing(self) -> Mapping[str, str]:
        """What single cards don't tell, and which were lost."""
        return self._missing

    def totals(self) -> Mapping[str, Optional[float]]:
        """Over the measured window `gpu_utilization_ratio[i]`, the mean, and `gpu_tree_memory_bytes[i]`, the peak; and
        what Conditions tells of each card."""
        peaks = {name: peak.measured for name, peak in self._memory.items()}
        told = {
            "%s[%d]" % (name, index): value
            for index, conditions in self._conditions.items()
            for name, value in conditions.totals().items()
        }
        return {**self._busy.means(), **peaks, **told}

    def close(self) -> None:
        """Shut NVML down."""
        if self._opening is not None:
            self._opening.close()

    def _failure(self) -> Optional[str]:
        reason = None if self._opening is None else self._opening.error
        return None if reason is None else "%s; needs a card of NVIDIA's and its driver" % reason

    def _find_cards(self) -> Optional[List[CardReadings]]:
        """None while NVML is on its way."""
        assert self._opening is not None
        if not self._opening.done():
            reason = self._failure()
            if reason is not None:
                raise OSError(None, reason, "NVML")
            return None
        nvml = importlib.import_module("pynvml")
        found = (self._card(nvml, index) for index in range(count_cards(nvml)))
        return [card for card in found if card is not None]

    def _card(self, nvml: Any, index: int) -> Optional[CardReadings]:
        """One that can't even be opened leaves the others."""
        try:
            readings = CardReadings(Card(nvml, index), index)
            self._conditions[index] = Conditions(readings)
            return readings
        except (CardLost, NotHere, NotNow) as error:
            self._missing["card[%d]" % index] = str(error)
            return None


PLUGIN = Gpu
