"""NVIDIA's management library (NVML) as the probe of cards needs it; through nvidia-ml-py's module `pynvml`.

Source: the NVML API reference (docs.nvidia.com/deploy/nvml-api) and nvidia-ml-py itself.
"""

from __future__ import annotations

import threading
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

RETRIED = ("TIMEOUT", "NO_DATA", "NOT_READY", "IN_USE", "MEMORY")
"""Errors that may pass by the next sample."""
FATAL = ("GPU_IS_LOST", "RESET_REQUIRED", "UNINITIALIZED", "DRIVER_NOT_LOADED", "GPU_NOT_FOUND")
"""Errors after which nothing is to be had from a card."""
PCIE_COUNTERS = ("NVML_FI_DEV_PCIE_COUNT_RX_BYTES", "NVML_FI_DEV_PCIE_COUNT_TX_BYTES")

Process = Tuple[int, Optional[int]]
"""(process id as NVML tells it, bytes on the card or None where it doesn't tell)."""


class CardLost(Exception):
    """A card fell off the bus, or the driver went; carries NVML's words."""


class NotNow(Exception):
    """A figure can't be had at this moment."""


class NotHere(Exception):
    """A figure can't be had from this card or driver at all; carries the reason."""


class Opening:
    """Initialises NVML in a thread of its own: where no program keeps the driver awake that takes seconds, and the
    sampler must go on meanwhile. `error` is set once it has failed."""

    def __init__(self, nvml: Any) -> None:
        self._nvml = nvml
        self._lock = threading.Lock()
        self._open = self._closed = False
        self.error: Optional[str] = None
        self._thread = threading.Thread(target=self._initialise, daemon=True)
        self._thread.start()

    def done(self, seconds: float = 0.0) -> bool:
        """Whether NVML answers; waits so long for it."""
        if not self._open and self.error is None:
            self._thread.join(seconds)
        return self._open

    def close(self) -> None:
        """Shut NVML down, or have it shut down as soon as it is up."""
        with self._lock:
            self._closed = True
            if self._open:
                self._shut()

    def _initialise(self) -> None:
        try:
            self._nvml.nvmlInit()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is why there are no figures of cards
            self.error = str(error) or type(error).__name__
            return
        with self._lock:
            self._open = True
            if self._closed:
                self._shut()

    def _shut(self) -> None:
        self._open = False
        try:
            self._nvml.nvmlShutdown()
        except self._nvml.NVMLError:
            return


def count_cards(nvml: Any) -> int:
    """How many cards NVML shows. Raises OSError with its reason where it won't say."""
    try:
        return int(nvml.nvmlDeviceGetCount())
    except nvml.NVMLError as error:
        raise OSError(None, str(error), "NVML") from error


class Card:
    """One card. Every reading raises NotHere, NotNow or CardLost where there is none."""

    def __init__(self, nvml: Any, index: int) -> None:
        self._nvml = nvml
        self._handle = self._ask("nvmlDeviceGetHandleByIndex", index, handle=False)
        self._counters: Dict[int, Tuple[int, int]] = {}

    def utilization(self) -> Mapping[str, float]:
        """Shares of the driver's last sampling period (1/6 to 1 s) in which a kernel ran, and memory was used."""
        rates = self._ask("nvmlDeviceGetUtilizationRates")
        return {"gpu_utilization_ratio": rates.gpu / 100.0, "gpu_memory_utilization_ratio": rates.memory / 100.0}

    def memory(self) -> Mapping[str, float]:
        """All programs' and the driver's own."""
        return {"gpu_memory_used_bytes": float(self._ask("nvmlDeviceGetMemoryInfo").used)}

    def memory_bytes(self) -> float:
        """All that it has; of a partitioned card (MIG) the whole."""
        return float(self._ask("nvmlDeviceGetMemoryInfo").total)

    def is_partitioned(self) -> float:
        """1 where MIG is on now, else 0. Ampere and newer, data centres' cards."""
        return float(self._ask("nvmlDeviceGetMigMode")[0])

    def corrects_errors(self) -> float:
        """1 where ECC is on now, else 0. Cards without it raise NotHere."""
        return float(self._ask("nvmlDeviceGetEccMode")[0])

    def memory_errors(self, kind: str) -> float:
        """ECC errors since the driver was loaded; `kind` is CORRECTED or UNCORRECTED."""
        which = getattr(self._nvml, "NVML_MEMORY_ERROR_TYPE_" + kind)
        return float(self._ask("nvmlDeviceGetTotalEccErrors", which, self._nvml.NVML_VOLATILE_ECC))

    def shared_by_server(self) -> float:
        """How many processes compute on it through MPS's server."""
        return float(len(self._ask("nvmlDeviceGetMPSComputeRunningProcesses")))

    def energy(self) -> Mapping[str, float]:
        """Since the driver was loaded; NVML counts millijoules. Volta and newer."""
        return {"gpu_energy_joules": self._ask("nvmlDeviceGetTotalEnergyConsumption") / 1e3}

    def power(self) -> Mapping[str, float]:
        """NVML tells milliwatts: the last second's average on Ampere (but A100) and newer, else at the moment."""
        return {"gpu_power_watts": self._ask("nvmlDeviceGetPowerUsage") / 1e3}

    def sm_clock(self) -> Mapping[str, float]:
        """NVML tells megahertz."""
        return {"gpu_sm_clock_hertz": self._ask("nvmlDeviceGetClockInfo", self._nvml.NVML_CLOCK_SM) * 1e6}

    def memory_clock(self) -> Mapping[str, float]:
        """NVML tells megahertz."""
        return {"gpu_memory_clock_hertz": self._ask("nvmlDeviceGetClockInfo", self._nvml.NVML_CLOCK_MEM) * 1e6}

    def throttle_reasons(self) -> Mapping[str, float]:
        """The bits of nvmlClocksEventReasons, by which drivers before 535 call nvmlClocksThrottleReasons."""
        newer, older = "nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetCurrentClocksThrottleReasons"
        return {"gpu_throttle_reasons": float(self._either(newer, older))}

    def pcie(self) -> Mapping[str, float]:
        """Bytes received and sent over PCIe by the card's own counters: nvmlDeviceGetPcieThroughput, which people
        use instead, waits for 20 ms in each call."""
        fields = [getattr(self._nvml, name, None) for name in PCIE_COUNTERS]
        if None in fields:
            raise NotHere("this nvidia-ml-py knows no PCIe byte counters: pip install --upgrade nvidia-ml-py")
        received, sent = self._ask("nvmlDeviceGetFieldValues", fields)
        return {"gpu_pcie_received_bytes": self._counted(received), "gpu_pcie_sent_bytes": self._counted(sent)}

    def processes(self) -> List[Process]:
        """Who has memory on the card, each once: a process that computes and draws is in both of NVML's lists."""
        found: Dict[Tuple[Any, ...], Process] = {}
        for kind in ("Compute", "Graphics"):
            name = "nvmlDeviceGet%sRunningProcesses" % kind
            for process in self._either(name, name + "_v2"):
                # On a partitioned card (MIG) a process has an entry an instance.
                instances = (getattr(process, "gpuInstanceId", None), getattr(process, "computeInstanceId", None))
                found[(process.pid, *instances)] = process.pid, process.usedGpuMemory
        return list(found.values())

    def _either(self, newer: str, older: str) -> Any:
        """What the function says, by the name that library and driver have it under."""
        try:
            return self._ask(newer)
        except NotHere:
            return self._ask(older)

    def _counted(self, field: Any) -> float:
        """A counter's value, carried on where 32 bits overflowed: NVML says that these wrap."""
        if field.nvmlReturn != self._nvml.NVML_SUCCESS:
            raise self._said(self._nvml.NVMLError(field.nvmlReturn))
        value = int(_VALUES[field.valueType](field.value))
        before, carried = self._counters.get(field.fieldId, (value, 0))
        if value < before and field.valueType == self._nvml.NVML_VALUE_TYPE_UNSIGNED_INT:
            carried += 1 << 32
        self._counters[field.fieldId] = value, carried
        return float(value + carried)

    def _ask(self, name: str, *arguments: Any, handle: bool = True) -> Any:
        function: Optional[Callable[..., Any]] = getattr(self._nvml, name, None)
        if function is None:
            raise NotHere("this nvidia-ml-py has no %s: pip install --upgrade nvidia-ml-py" % name)
        try:
            return function(self._handle, *arguments) if handle else function(*arguments)
        except self._nvml.NVMLError as error:
            raise self._said(error) from error
        except self._nvml.NVMLLibraryMismatchError as error:
            raise NotHere("the driver has no %s" % name) from error

    def _said(self, error: Any) -> Exception:
        for kind, names in ((CardLost, FATAL), (NotNow, RETRIED)):
            if error.value in [getattr(self._nvml, "NVML_ERROR_" + name, None) for name in names]:
                return kind(str(error))
        return NotHere(str(error))


_VALUES: Mapping[int, Callable[[Any], float]] = {
    0: lambda value: value.dVal,
    1: lambda value: value.uiVal,
    2: lambda value: value.ulVal,
    3: lambda value: value.ullVal,
    4: lambda value: value.sllVal,
    5: lambda value: value.siVal,
    6: lambda value: value.usVal,
}
"""Which member of the union a field's `valueType` (NVML_VALUE_TYPE_*) names."""
