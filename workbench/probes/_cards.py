"""What one card says at a time: each figure by itself, so that one that it doesn't have costs no other."""

from __future__ import annotations

from typing import Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from workbench.contracts import ObservedProcess
from workbench.probes._nvml import Card, CardLost, NotHere, NotNow, Process

Reading = Callable[[Card], Mapping[str, float]]
READINGS: Mapping[Tuple[str, ...], Reading] = {
    ("gpu_utilization_ratio", "gpu_memory_utilization_ratio"): Card.utilization,
    ("gpu_memory_used_bytes",): Card.memory,
    ("gpu_energy_joules",): Card.energy,
    ("gpu_power_watts",): Card.power,
    ("gpu_sm_clock_hertz",): Card.sm_clock,
    ("gpu_memory_clock_hertz",): Card.memory_clock,
    ("gpu_throttle_reasons",): Card.throttle_reasons,
    ("gpu_pcie_received_bytes", "gpu_pcie_sent_bytes"): Card.pcie,
}
Neighbours = Tuple[int, float]
"""(processes of others on a card, the bytes that they hold there as far as NVML tells)."""
TREE_MEMORY = "gpu_tree_memory_bytes"
GROWTH_BYTES = 64 << 20
"""A program's first work on a card takes more than this; what the driver does by itself takes less."""
DOUBTS = 3
"""So many samples in a row: a process that is just beginning or ending may look odd in one."""
FOREIGN = "NVML names the processes of another pid namespace (a container): which are the trial's can't be told"
UNNAMED = "the card's memory filled, but NVML names no process (a container, or WSL)"
UNTOLD = "NVML names the trial's processes but not their memory (a container, WSL, or a partitioned card)"


class CardReadings:
    """The readings of one card. A figure that it can't give is asked for once; a lost card is asked nothing more.

    `missing` maps what was given up, with the card's number in brackets, to the reason.
    """

    def __init__(self, card: Card, index: int) -> None:
        self._card: Optional[Card] = card
        self.index = index
        self._asked: Dict[Tuple[str, ...], Reading] = dict(READINGS)
        self._tree_memory: Optional[TreeMemory] = TreeMemory()
        self.missing: Dict[str, str] = {}
        self.neighbours: Optional[Neighbours] = None

    @property
    def card(self) -> Optional[Card]:
        """The card; None once it is lost."""
        return self._card

    def read(self, tree: TreePids) -> Dict[str, float]:
        """Series, with the card's number in brackets → value."""
        found: Dict[str, float] = {}
        try:
            for names in list(self._asked):
                found.update(self._one(names))
            self._read_tree_memory(tree, found)
        except CardLost as error:
            self.missing["card[%d]" % self.index] = str(error)
            self._asked.clear()
            self._tree_memory = self._card = None
        return {"%s[%d]" % (name, self.index): value for name, value in found.items()}

    def _one(self, names: Tuple[str, ...]) -> Mapping[str, float]:
        assert self._card is not None
        try:
            return self._asked[names](self._card)
        except NotNow:
            return {}
        except NotHere as error:
            del self._asked[names]
            self._give_up(names, error)
            return {}

    def _read_tree_memory(self, tree: TreePids, found: Dict[str, float]) -> None:
        self.neighbours = None
        if self._tree_memory is None or self._card is None:
            return
        try:
            processes = self._card.processes()
            self.neighbours = tree.neighbours(processes)
            found[TREE_MEMORY] = self._tree_memory.of(processes, tree, found.get("gpu_memory_used_bytes"))
        except NotNow:
            return
        except NotHere as error:
            self._tree_memory = None
            self._give_up((TREE_MEMORY,), error)

    def _give_up(self, names: Iterable[str], error: Exception) -> None:
        self.missing.update(("%s[%d]" % (name, self.index), str(error)) for name in names)


class TreePids:
    """The tree's process ids in every pid namespace that this /proc tells of (NSpid, proc_pid_status(5))."""

    def __init__(self, exists: Callable[[int], bool]) -> None:
        self._exists = exists
        self._known: Dict[Tuple[int, int], Set[int]] = {}

    def see(self, processes: Sequence[ObservedProcess]) -> None:
        """The tree as it is now."""
        self._known = {
            (process.pid, process.started): self._known.get((process.pid, process.started)) or _pids(process)
            for process in processes
        }

    def holds(self, pid: int) -> bool:
        """Whether a process of the tree has that number somewhere."""
        return any(pid in pids for pids in self._known.values())

    def elsewhere(self, pid: int) -> bool:
        """Whether nothing that this /proc shows has that number."""
        return not self._exists(pid)

    def neighbours(self, processes: Sequence[Process]) -> Optional[Neighbours]:
        """How many of them are not the tree's, and what they hold; None where that can't be told (a container)."""
        others = [(pid, held) for pid, held in processes if not self.holds(pid)]
        if any(self.elsewhere(pid) for pid, _ in others):
            return None
        return len({pid for pid, _ in others}), float(sum(held or 0 for _, held in others))


class TreeMemory:
    """What of a card's memory is the tree's, where that can be told: else the reason, never a 0 that isn't known."""

    def __init__(self) -> None:
        self._least_used: Optional[float] = None
        self._doubts = 0

    def of(self, processes: List[Process], tree: TreePids, used: Optional[float]) -> float:
        """Bytes. Raises NotNow where they can't be told, and NotHere with the reason once that has lasted."""
        ours = [held for pid, held in processes if tree.holds(pid)]
        reason = self._doubt(processes, ours, tree, used)
        if reason is None:
            self._doubts = 0
            return float(sum(held for held in ours if held is not None))
        self._doubts += 1
        if self._doubts < DOUBTS:
            raise NotNow(reason)
        raise NotHere(reason)

    def _doubt(
        self, processes: List[Process], ours: List[Optional[int]], tree: TreePids, used: Optional[float]
    ) -> Optional[str]:
        filled = self._has_filled(used)
        if any(not held for held in ours):
            return UNTOLD
        if not ours and any(tree.elsewhere(pid) for pid, _ in processes):
            return FOREIGN
        return UNNAMED if filled and not processes else None

    def _has_filled(self, used: Optional[float]) -> bool:
        if used is None:
            return False
        self._least_used = used if self._least_used is None else min(self._least_used, used)
        return used - self._least_used >= GROWTH_BYTES


def _pids(process: ObservedProcess) -> Set[int]:
    """The process' number here and in each namespace within."""
    try:
        status = process.read("status", keep=False)
    except OSError:
        return {process.pid}
    for line in status.splitlines():
        if line.startswith(b"NSpid:"):
            return {process.pid, *(int(word) for word in line.split()[1:] if word.isdigit())}
    return {process.pid}


class MeasuredWindow:
    """Which ticks tell of the measured window; all of the watch where there was no `measure`.

    A value tells of the time before it, so the one at a measure's beginning is not of it and the one at its end is.
    """

    def __init__(self) -> None:
        self._measured = False
        self._opened_at: Optional[float] = None
        self._closed_at: Optional[float] = None

    def mark(self, phase: str, edge: str, now: float) -> bool:
        """A phase began or ended; told before the values of that tick are seen. Whether the window begins here: what
        was seen before is then not of it."""
        begins = phase == "measure" and edge == "start" and not self._measured
        if phase == "measure" and edge == "start":
            self._measured, self._opened_at = True, now
        elif phase == "measure":
            self._opened_at, self._closed_at = None, now
        return begins

    def holds(self, now: float) -> bool:
        """Whether what was read at the tick at `now` counts."""
        inside = (self._opened_at is not None and now > self._opened_at) or now == self._closed_at
        return inside or not self._measured


class MeasuredMean:
    """The mean of what was seen in the measured window."""

    def __init__(self) -> None:
        self._window = MeasuredWindow()
        self._sums: Dict[str, Tuple[float, int]] = {}

    def mark(self, phase: str, edge: str, now: float) -> None:
        """A phase began or ended; told before the values of that tick are seen."""
        if self._window.mark(phase, edge, now):
            self._sums.clear()

    def see(self, values: Mapping[str, float], now: float) -> None:
        """What was read at the tick at `now`."""
        if self._window.holds(now):
            for name, value in values.items():
                total, count = self._sums.get(name, (0.0, 0))
                self._sums[name] = total + value, count + 1

    def means(self) -> Mapping[str, float]:
        """Name → mean of its values."""
        return {name: total / count for name, (total, count) in self._sums.items()}
