"""A stand-in for libnvidia-ml under the real nvidia-ml-py.

Names, structures, error classes and conversions are the library's own; only the C functions that it calls are not,
and they fill in what they are handed by reference, as the real ones do. No card is needed.
"""

import ctypes

import pytest

from workbench.contracts import Place
from workbench.probes.gpu import PLUGIN

try:
    import pynvml
except ImportError:
    collect_ignore_glob = ["test_*.py"]

GIB = 1 << 30


class FakeCard:
    """One card's state; `errors` maps a C function to the code it returns."""

    def __init__(self):
        self.errors = {}
        self.utilization = (75, 40)
        self.used = 1 << 30
        self.millijoules = 5_000
        self.milliwatts = 250_000
        self.megahertz = {pynvml.NVML_CLOCK_SM: 1410, pynvml.NVML_CLOCK_MEM: 1593}
        self.reasons = pynvml.nvmlClocksEventReasonSwPowerCap
        self.pcie = {pynvml.NVML_FI_DEV_PCIE_COUNT_TX_BYTES: 100, pynvml.NVML_FI_DEV_PCIE_COUNT_RX_BYTES: 700}
        self.pcie_type = pynvml.NVML_VALUE_TYPE_UNSIGNED_LONG_LONG
        self.pcie_errors = {}
        self.compute = []
        self.graphics = []
        self.served = []
        self.total = 80 << 30
        self.partitioned = 0
        self.corrects = 1
        self.bad_bits = {pynvml.NVML_MEMORY_ERROR_TYPE_CORRECTED: 3, pynvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED: 0}


class FakeLibrary:
    """What `ctypes.CDLL("libnvidia-ml.so.1")` would be. A function that it lacks is an AttributeError, as there."""

    def __init__(self, *cards, init=0, without=()):
        self.cards = cards
        self.opened = 0
        self._init = init
        self._without = without
        self._handles = [(ctypes.c_char * 8)() for _ in cards]

    def __getattr__(self, name):
        if name in self._without or not hasattr(type(self), "_" + name):
            raise AttributeError(name)
        method = getattr(self, "_" + name)

        def function(*arguments):
            if name.startswith("nvmlDevice") and "Handle" not in name and "Count" not in name:
                card = self._card(arguments[0])
                return card.errors.get(name) or method(card, *arguments[1:])
            return method(*arguments)

        return function

    def _card(self, handle):
        address = ctypes.cast(handle, ctypes.c_void_p).value
        return self.cards[[ctypes.addressof(one) for one in self._handles].index(address)]

    def _nvmlInitWithFlags(self, flags):
        self.opened += self._init == pynvml.NVML_SUCCESS
        return self._init

    def _nvmlShutdown(self):
        self.opened -= 1
        return 0

    def _nvmlErrorString(self, code):
        return b"error %d" % code

    def _nvmlDeviceGetCount_v2(self, count):
        count._obj.value = len(self.cards)
        return 0

    def _nvmlDeviceGetHandleByIndex_v2(self, index, device):
        error = self.cards[index.value].errors.get("nvmlDeviceGetHandleByIndex_v2")
        if not error:
            address = ctypes.addressof(self._handles[index.value])
            device._obj.contents = pynvml.struct_c_nvmlDevice_t.from_address(address)
        return error or 0

    def _nvmlDeviceGetUtilizationRates(self, card, rates):
        rates._obj.gpu, rates._obj.memory = card.utilization
        return 0

    def _nvmlDeviceGetMemoryInfo(self, card, memory):
        memory._obj.used, memory._obj.total = card.used, card.total
        return 0

    def _nvmlDeviceGetMigMode(self, card, current, pending):
        current._obj.value = pending._obj.value = card.partitioned
        return 0

    def _nvmlDeviceGetEccMode(self, card, current, pending):
        current._obj.value = pending._obj.value = card.corrects
        return 0

    def _nvmlDeviceGetTotalEccErrors(self, card, kind, counter, count):
        assert counter.value == pynvml.NVML_VOLATILE_ECC
        count._obj.value = card.bad_bits[kind.value]
        return 0

    def _nvmlDeviceGetTotalEnergyConsumption(self, card, energy):
        energy._obj.value = card.millijoules
        return 0

    def _nvmlDeviceGetPowerUsage(self, card, power):
        power._obj.value = card.milliwatts
        return 0

    def _nvmlDeviceGetClockInfo(self, card, kind, clock):
        clock._obj.value = card.megahertz[kind.value]
        return 0

    def _nvmlDeviceGetCurrentClocksEventReasons(self, card, reasons):
        reasons._obj.value = card.reasons
        return 0

    _nvmlDeviceGetCurrentClocksThrottleReasons = _nvmlDeviceGetCurrentClocksEventReasons

    def _nvmlDeviceGetFieldValues(self, card, count, values):
        for field in values._obj:
            field.nvmlReturn = card.pcie_errors.get(field.fieldId, 0)
            field.valueType = card.pcie_type
            field.value.ullVal = card.pcie[field.fieldId]
        return 0

    def _nvmlDeviceGetComputeRunningProcesses_v3(self, card, count, processes):
        return _list(card.compute, count, processes)

    def _nvmlDeviceGetGraphicsRunningProcesses_v3(self, card, count, processes):
        return _list(card.graphics, count, processes)

    def _nvmlDeviceGetMPSComputeRunningProcesses_v3(self, card, count, processes):
        return _list(card.served, count, processes)

    _nvmlDeviceGetComputeRunningProcesses_v2 = _nvmlDeviceGetComputeRunningProcesses_v3
    _nvmlDeviceGetGraphicsRunningProcesses_v2 = _nvmlDeviceGetGraphicsRunningProcesses_v3


def _list(known, count, processes):
    """As the library: asked with an array that is too small it says how many there are."""
    if count._obj.value < len(known):
        count._obj.value = len(known)
        return pynvml.NVML_ERROR_INSUFFICIENT_SIZE
    count._obj.value = len(known)
    for place, (pid, held) in enumerate(known):
        processes[place].pid = pid
        processes[place].usedGpuMemory = pynvml.NVML_VALUE_NOT_AVAILABLE_ulonglong.value if held is None else held
    return 0


@pytest.fixture
def library(monkeypatch):
    """Puts a library in place of libnvidia-ml; checks afterwards that it was left as it was found."""
    used = []

    def install(*cards, **how):
        made = FakeLibrary(*cards, **how)
        monkeypatch.setattr(pynvml, "nvmlLib", made)
        monkeypatch.setattr(pynvml, "_nvmlGetFunctionPointer_cache", {})
        used.append(made)
        return made

    yield install
    assert all(one.opened == 0 for one in used)


@pytest.fixture
def probe(tmp_path):
    """A probe over a /proc that shows the processes 7 and 8."""
    made = []
    for pid in (7, 8):
        (tmp_path / str(pid)).mkdir()

    def make():
        run = PLUGIN(Place(str(tmp_path), str(tmp_path)))
        made.append(run)
        assert run.unreadable() is None
        return run

    yield make
    for run in made:
        run.close()


@pytest.fixture
def new_card():
    """Makes a card."""
    return FakeCard
