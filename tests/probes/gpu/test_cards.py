"""What cards say of themselves, and every way in which they may not."""

import threading
from types import SimpleNamespace

import pynvml
import pytest

from workbench.contracts import Place
from workbench.probes.gpu import PLUGIN
from workbench.telemetry.probing import ProbeRun

GIB = 1 << 30


def test_every_figure_in_base_units(new_card, library, probe, tree):
    card = new_card()
    library(card)
    assert probe().sample(tree(), 0.0) == {
        "gpu_utilization_ratio[0]": 0.75,
        "gpu_memory_utilization_ratio[0]": 0.4,
        "gpu_memory_used_bytes[0]": GIB,
        "gpu_energy_joules[0]": 5.0,
        "gpu_power_watts[0]": 250.0,
        "gpu_sm_clock_hertz[0]": 1.41e9,
        "gpu_memory_clock_hertz[0]": 1.593e9,
        "gpu_throttle_reasons[0]": 4.0,
        "gpu_pcie_received_bytes[0]": 700.0,
        "gpu_pcie_sent_bytes[0]": 100.0,
        "gpu_tree_memory_bytes[0]": 0.0,
    }


def test_its_series_are_those_that_it_declares(new_card, library, probe, tree):
    library(new_card(), new_card())
    names = {name.partition("[")[0] for name in probe().sample(tree(), 0.0)}
    assert names == set(PLUGIN.series)
    assert PLUGIN.counters <= set(PLUGIN.series)


def test_counters_are_read_not_worked_out(new_card, library, probe, tree):
    card = new_card()
    library(card, without=("nvmlDeviceGetPcieThroughput",))
    run = probe()
    run.sample(tree(), 0.0)
    card.millijoules, card.pcie[pynvml.NVML_FI_DEV_PCIE_COUNT_RX_BYTES] = 7_500, 900
    later = run.sample(tree(), 1.0)
    assert (later["gpu_energy_joules[0]"], later["gpu_pcie_received_bytes[0]"]) == (7.5, 900.0)


def test_a_counter_of_32_bits_is_carried_on_where_it_overflows(new_card, library, probe, tree):
    card = new_card()
    card.pcie_type = pynvml.NVML_VALUE_TYPE_UNSIGNED_INT
    card.pcie[pynvml.NVML_FI_DEV_PCIE_COUNT_TX_BYTES] = 2**32 - 10
    library(card)
    run = probe()
    before = run.sample(tree(), 0.0)["gpu_pcie_sent_bytes[0]"]
    card.pcie[pynvml.NVML_FI_DEV_PCIE_COUNT_TX_BYTES] = 30
    assert run.sample(tree(), 1.0)["gpu_pcie_sent_bytes[0]"] - before == 40


@pytest.mark.parametrize(
    ("function", "series"),
    [
        ("nvmlDeviceGetUtilizationRates", "gpu_utilization_ratio"),
        ("nvmlDeviceGetMemoryInfo", "gpu_memory_used_bytes"),
        ("nvmlDeviceGetTotalEnergyConsumption", "gpu_energy_joules"),
        ("nvmlDeviceGetPowerUsage", "gpu_power_watts"),
        ("nvmlDeviceGetClockInfo", "gpu_sm_clock_hertz"),
        ("nvmlDeviceGetFieldValues", "gpu_pcie_sent_bytes"),
        ("nvmlDeviceGetComputeRunningProcesses_v3", "gpu_tree_memory_bytes"),
    ],
)
@pytest.mark.parametrize("code", [pynvml.NVML_ERROR_NOT_SUPPORTED, pynvml.NVML_ERROR_NO_PERMISSION])
def test_what_a_card_does_not_support_costs_that_series_only(new_card, library, probe, tree, function, series, code):
    card, other = new_card(), new_card()
    card.errors[function] = code
    card.errors[function.replace("_v3", "_v2")] = code
    library(card, other)
    run = probe()
    found = run.sample(tree(), 0.0)
    assert f"{series}[0]" not in found
    assert f"{series}[1]" in found
    assert run.missing()[f"{series}[0]"] == str(pynvml.NVMLError(code))
    assert len(found) >= 2 * len(PLUGIN.series) - 3
    card.errors.clear()
    assert f"{series}[0]" not in run.sample(tree(), 1.0)


def test_a_field_of_its_own_may_be_unsupported(new_card, library, probe, tree):
    card = new_card()
    card.pcie_errors[pynvml.NVML_FI_DEV_PCIE_COUNT_RX_BYTES] = pynvml.NVML_ERROR_NOT_SUPPORTED
    library(card)
    run = probe()
    assert "gpu_pcie_sent_bytes[0]" not in run.sample(tree(), 0.0)
    assert run.missing()["gpu_pcie_received_bytes[0]"] == "Not Supported"


@pytest.mark.parametrize("code", [pynvml.NVML_ERROR_TIMEOUT, pynvml.NVML_ERROR_NO_DATA])
def test_what_may_pass_is_asked_for_again(new_card, library, probe, tree, code):
    card = new_card()
    card.errors["nvmlDeviceGetPowerUsage"] = code
    library(card)
    run = probe()
    assert "gpu_power_watts[0]" not in run.sample(tree(), 0.0)
    card.errors.clear()
    assert run.sample(tree(), 1.0)["gpu_power_watts[0]"] == 250.0
    assert run.missing() == {}


@pytest.mark.parametrize("code", [pynvml.NVML_ERROR_GPU_IS_LOST, pynvml.NVML_ERROR_RESET_REQUIRED])
def test_a_card_lost_in_mid_run_is_a_reason_and_the_other_goes_on(new_card, library, probe, tree, code):
    card = new_card()
    library(card, new_card())
    run = probe()
    assert "gpu_power_watts[0]" in run.sample(tree(), 0.0)
    card.errors = dict.fromkeys(("nvmlDeviceGetPowerUsage", "nvmlDeviceGetUtilizationRates"), code)
    assert {name[-3:] for name in run.sample(tree(), 1.0)} == {"[1]"}
    assert run.missing() == {"card[0]": str(pynvml.NVMLError(code))}
    assert {name[-3:] for name in run.sample(tree(), 2.0)} == {"[1]"}


def test_a_card_that_can_not_be_opened_leaves_the_others(new_card, library, probe, tree):
    lost = new_card()
    lost.errors["nvmlDeviceGetHandleByIndex_v2"] = pynvml.NVML_ERROR_GPU_IS_LOST
    library(lost, new_card())
    run = probe()
    assert "gpu_power_watts[1]" in run.sample(tree(), 0.0)
    assert run.missing() == {"card[0]": "GPU is lost"}


@pytest.mark.parametrize(
    "code", [pynvml.NVML_ERROR_DRIVER_NOT_LOADED, pynvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH, pynvml.NVML_ERROR_UNKNOWN]
)
def test_without_a_driver_it_can_not_be_read_and_that_is_no_error(library, code):
    library(init=code)
    run = ProbeRun(PLUGIN, Place())
    assert run.reason.startswith(str(pynvml.NVMLError(code)))
    assert "driver" in run.reason
    assert run.errors == 0
    run.close()


def test_without_the_library_it_can_not_be_read(monkeypatch):
    def no_library(name):
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(pynvml, "nvmlLib", None)
    monkeypatch.setattr(pynvml, "CDLL", no_library)
    run = ProbeRun(PLUGIN, Place())
    assert run.reason.startswith("NVML Shared Library Not Found")
    run.close()


def test_a_driver_that_takes_its_time_holds_nothing_up(new_card, library, monkeypatch, tree):
    awake = threading.Event()
    library(new_card())
    initialise = pynvml.nvmlInit

    def slow():
        assert awake.wait(60)
        initialise()

    monkeypatch.setattr(pynvml, "nvmlInit", slow)
    monkeypatch.setattr("workbench.probes.gpu.QUICK_SECONDS", 0.01)
    run = PLUGIN(Place())
    assert run.unreadable() is None
    assert run.sample(tree(), 0.0) == {}
    awake.set()
    assert run._opening.done(60)
    assert "gpu_power_watts[0]" in run.sample(tree(), 1.0)
    run.close()


def test_a_driver_that_wakes_after_the_trial_is_let_go(new_card, library, monkeypatch):
    awake, made = threading.Event(), library(new_card())
    initialise = pynvml.nvmlInit
    monkeypatch.setattr(pynvml, "nvmlInit", lambda: awake.wait(60) and initialise())
    monkeypatch.setattr("workbench.probes.gpu.QUICK_SECONDS", 0.01)
    run = PLUGIN(Place())
    run.unreadable()
    run.close()
    awake.set()
    run._opening._thread.join(60)
    assert made.opened == 0


def test_one_that_fails_late_ends_the_probe_with_its_reason(library, monkeypatch, tree):
    awake = threading.Event()
    library(init=pynvml.NVML_ERROR_DRIVER_NOT_LOADED)
    initialise = pynvml.nvmlInit
    monkeypatch.setattr(pynvml, "nvmlInit", lambda: awake.wait(60) and initialise())
    monkeypatch.setattr("workbench.probes.gpu.QUICK_SECONDS", 0.01)
    run = ProbeRun(PLUGIN, Place())
    assert run.reason is None
    awake.set()
    run._probe._opening._thread.join(60)
    assert run.sample(tree(), 0.0) is None
    assert run.reason.startswith("NVML: Driver Not Loaded")
    run.close()


@pytest.mark.parametrize(
    "without",
    [
        ("nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetGraphicsRunningProcesses_v3"),
        ("nvmlDeviceGetCurrentClocksEventReasons",),
    ],
)
def test_an_older_driver_is_asked_by_older_names(new_card, library, probe, tree, process, without):
    card = new_card()
    card.compute = [(7, GIB)]
    library(card, without=without)
    run = probe()
    found = run.sample(tree(process(7)), 0.0)
    assert (found["gpu_tree_memory_bytes[0]"], found["gpu_throttle_reasons[0]"]) == (GIB, 4.0)
    assert run.missing() == {}


@pytest.mark.parametrize("name", ["NVML_FI_DEV_PCIE_COUNT_TX_BYTES", "nvmlDeviceGetPowerUsage"])
def test_an_older_nvidia_ml_py_says_what_would_mend_it(new_card, library, probe, tree, monkeypatch, name):
    library(new_card())
    run = probe()
    monkeypatch.delattr(pynvml, name)
    run.sample(tree(), 0.0)
    assert all("pip install --upgrade nvidia-ml-py" in reason for reason in run.missing().values())
    assert run.missing()


def test_a_watch_lists_what_single_cards_lack(new_card, library):
    card = new_card()
    card.errors["nvmlDeviceGetTotalEnergyConsumption"] = pynvml.NVML_ERROR_NOT_SUPPORTED
    library(card)
    run = ProbeRun(PLUGIN, Place())
    run.sample(SimpleNamespace(processes=()), 0.0)
    assert run.unavailable() == {"gpu.gpu_energy_joules[0]": "Not Supported"}
    run.close()
