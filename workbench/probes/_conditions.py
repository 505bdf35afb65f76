"""Under which conditions a card worked while a trial was measured: what makes its times not the card's own."""

from __future__ import annotations

from typing import Callable, Dict, Mapping, Optional

from workbench.model.card import HELD_BACK, IDLE
from workbench.probes._cards import CardReadings, Neighbours
from workbench.probes._nvml import Card, CardLost, NotHere, NotNow

SETTLED: Mapping[str, Callable[[Card], float]] = {
    "gpu_memory_total_bytes": Card.memory_bytes,
    "gpu_mig_enabled": Card.is_partitioned,
    "gpu_ecc_enabled": Card.corrects_errors,
}
"""What doesn't change in a trial; a card that has no such thing has no such total."""
ERRORS = ("CORRECTED", "UNCORRECTED")
CLOCK, REASONS = "gpu_sm_clock_hertz", "gpu_throttle_reasons"


class Conditions:
    """Of one card. Nothing is changed on it: all is asked of NVML.

    `totals`: `gpu_memory_total_bytes`, `gpu_mig_enabled` and `gpu_ecc_enabled` (1 or 0), ECC errors that came up during
    the watch (`gpu_ecc_corrected_errors`, `gpu_ecc_uncorrected_errors`); over the measured window the reasons for which
    its clock was held back, whichever were seen (`gpu_throttle_reasons`, bits of nvmlClocksEventReasons), the share of
    samples with one that slows it down (`gpu_throttled_ratio`), the mean clock while it was not idle
    (`gpu_sm_clock_hertz`), the most processes of others and the most that they held (`gpu_neighbours`,
    `gpu_neighbour_memory_bytes`), and the most clients of MPS's server (`gpu_mps_clients`).
    """

    def __init__(self, readings: CardReadings) -> None:
        self._readings = readings
        self._settled: Dict[str, float] = {}
        for name, ask in SETTLED.items():
            self._keep(name, ask)
        self._errors_before = {kind: self._errors(kind) for kind in ERRORS}
        self.begin()

    def begin(self) -> None:
        """The measured window begins: what was seen before is not of it."""
        self._samples = self._held_back = self._working = self._reasons = 0
        self._clocks = 0.0
        self._neighbours: Optional[Neighbours] = None
        self._clients: Optional[float] = None

    def see(self, found: Mapping[str, float]) -> None:
        """What was read of the card at a tick of the window, by series without the card's number."""
        reasons = found.get(REASONS)
        if reasons is not None:
            self._samples += 1
            self._reasons |= int(reasons)
            self._held_back += bool(int(reasons) & HELD_BACK)
            if CLOCK in found and not int(reasons) & IDLE:
                self._clocks += found[CLOCK]
                self._working += 1
        self._see_neighbours(self._readings.neighbours)
        clients = self._asked(Card.shared_by_server)
        if clients is not None:
            self._clients = max(clients, self._clients or 0.0)

    def totals(self) -> Dict[str, float]:
        """Name → value, of what is known; see the class."""
        found = dict(self._settled)
        if self._samples:
            found.update({REASONS: float(self._reasons), "gpu_throttled_ratio": self._held_back / self._samples})
        if self._working:
            found[CLOCK] = self._clocks / self._working
        if self._neighbours is not None:
            found["gpu_neighbours"], found["gpu_neighbour_memory_bytes"] = self._neighbours
        if self._clients is not None:
            found["gpu_mps_clients"] = self._clients
        for kind in ERRORS:
            before, after = self._errors_before[kind], self._errors(kind)
            if before is not None and after is not None:
                found["gpu_ecc_%s_errors" % kind.lower()] = max(0.0, after - before)
        return found

    def _see_neighbours(self, seen: Optional[Neighbours]) -> None:
        if seen is not None:
            most, held = self._neighbours or (0, 0.0)
            self._neighbours = max(most, seen[0]), max(held, seen[1])

    def _keep(self, name: str, ask: Callable[[Card], float]) -> None:
        value = self._asked(ask)
        if value is not None:
            self._settled[name] = value

    def _errors(self, kind: str) -> Optional[float]:
        return self._asked(lambda card: card.memory_errors(kind))

    def _asked(self, ask: Callable[[Card], float]) -> Optional[float]:
        card = self._readings.card
        if card is None:
            return None
        try:
            return ask(card)
        except (CardLost, NotHere, NotNow):
            return None
