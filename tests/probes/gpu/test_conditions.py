"""Under which conditions cards worked: what changes the card's times without being the trial's doing."""

import pynvml
import pytest

GIB = 1 << 30


@pytest.fixture
def watched(new_card, library, probe, tree):
    """Totals of a probe over a watch: `steps` change the card, one a second, the measured window from the second on."""

    def watch(card, *steps, processes=()):
        library(card)
        run = probe()
        run.sample(tree(*processes), 0.0)
        run.mark(tree(*processes), "measure", "start", 0.5)
        for second, step in enumerate(steps, 1):
            step(card)
            run.sample(tree(*processes), float(second))
        run.mark(tree(*processes), "measure", "end", len(steps) + 0.5)
        run.sample(tree(*processes), len(steps) + 0.5)
        return run.totals()

    return watch


def steady(card):
    pass


def test_a_quiet_card_tells_what_it_is_and_that_nothing_was_wrong(new_card, watched):
    card = new_card()
    card.reasons = 0
    told = watched(card, steady, steady)
    assert told["gpu_memory_total_bytes[0]"] == 80 * GIB
    assert (told["gpu_mig_enabled[0]"], told["gpu_ecc_enabled[0]"]) == (0.0, 1.0)
    assert told["gpu_ecc_corrected_errors[0]"] == told["gpu_ecc_uncorrected_errors[0]"] == 0.0
    assert told["gpu_throttled_ratio[0]"] == told["gpu_neighbours[0]"] == told["gpu_mps_clients[0]"] == 0.0
    assert told["gpu_sm_clock_hertz[0]"] == 1.41e9


def test_reasons_are_gathered_over_the_measured_window_alone(new_card, watched):
    card = new_card()
    card.reasons = pynvml.nvmlClocksEventReasonHwThermalSlowdown

    def capped(card):
        card.reasons = pynvml.nvmlClocksEventReasonSwPowerCap

    def free(card):
        card.reasons = 0

    told = watched(card, capped, free, free)
    assert told["gpu_throttle_reasons[0]"] == pynvml.nvmlClocksEventReasonSwPowerCap
    assert told["gpu_throttled_ratio[0]"] == 1 / 4


def test_the_clock_of_an_idle_card_is_no_clock_it_worked_at(new_card, watched):
    card = new_card()
    card.reasons = 0

    def idle(card):
        card.reasons = pynvml.nvmlClocksEventReasonGpuIdle
        card.megahertz[pynvml.NVML_CLOCK_SM] = 210

    told = watched(card, steady, idle)
    assert told["gpu_sm_clock_hertz[0]"] == 1.41e9
    assert told["gpu_throttled_ratio[0]"] == 0.0


def test_neighbours_are_processes_that_are_not_the_trees(new_card, watched, process):
    card = new_card()
    card.compute = [(7, GIB), (8, 3 * GIB)]
    told = watched(card, steady, processes=(process(7),))
    assert (told["gpu_neighbours[0]"], told["gpu_neighbour_memory_bytes[0]"]) == (1.0, 3 * GIB)


def test_in_a_container_neighbours_are_not_guessed(new_card, watched, process):
    card = new_card()
    card.compute = [(4711, 3 * GIB)]
    assert "gpu_neighbours[0]" not in watched(card, steady, processes=(process(7),))


def test_errors_of_memory_count_from_the_watchs_beginning(new_card, watched):
    card = new_card()

    def fails(card):
        card.bad_bits[pynvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED] = 2

    told = watched(card, fails)
    assert (told["gpu_ecc_corrected_errors[0]"], told["gpu_ecc_uncorrected_errors[0]"]) == (0.0, 2.0)


def test_partitions_and_the_process_server_are_told(new_card, watched):
    card = new_card()
    card.partitioned, card.served = 1, [(7, GIB), (8, GIB)]
    told = watched(card, steady)
    assert (told["gpu_mig_enabled[0]"], told["gpu_mps_clients[0]"]) == (1.0, 2.0)


def test_a_card_without_any_of_it_has_no_such_totals_and_nothing_is_missing(new_card, library, probe, tree):
    card = new_card()
    card.errors = dict.fromkeys(
        (
            "nvmlDeviceGetMigMode",
            "nvmlDeviceGetEccMode",
            "nvmlDeviceGetTotalEccErrors",
            "nvmlDeviceGetMPSComputeRunningProcesses_v3",
        ),
        pynvml.NVML_ERROR_NOT_SUPPORTED,
    )
    library(card)
    run = probe()
    run.sample(tree(), 0.0)
    assert run.missing() == {}
    assert not any("ecc" in name or "mig" in name or "mps" in name for name in run.totals())


def test_a_card_lost_in_mid_run_still_tells_what_was_known(new_card, watched):
    def lost(card):
        card.errors = {"nvmlDeviceGetUtilizationRates": pynvml.NVML_ERROR_GPU_IS_LOST}

    told = watched(new_card(), steady, lost)
    assert told["gpu_memory_total_bytes[0]"] == 80 * GIB
    assert told["gpu_sm_clock_hertz[0]"] == 1.41e9
    assert "gpu_ecc_uncorrected_errors[0]" not in told
