"""Conditions of cards as a record holds them, made into findings."""

import pytest

from workbench.analysis.findings import find
from workbench.analysis.summary import summarise

GIB = 1 << 30
QUIET = {
    "gpu_tree_memory_bytes[0]": 4.0 * GIB,
    "gpu_memory_total_bytes[0]": 80.0 * GIB,
    "gpu_neighbours[0]": 0.0,
    "gpu_neighbour_memory_bytes[0]": 0.0,
    "gpu_throttled_ratio[0]": 0.0,
    "gpu_throttle_reasons[0]": 0.0,
    "gpu_sm_clock_hertz[0]": 1.755e9,
    "gpu_ecc_enabled[0]": 1.0,
    "gpu_ecc_corrected_errors[0]": 0.0,
    "gpu_ecc_uncorrected_errors[0]": 0.0,
    "gpu_mig_enabled[0]": 0.0,
    "gpu_mps_clients[0]": 0.0,
}


@pytest.fixture
def found(build):
    """Code → finding of six launches on a card, each with what `change` makes of a quiet card's totals."""

    def look(change=lambda launch: {}, device="cuda", totals=QUIET):
        case = build.case(solver="torch.Ridge", backend="serial", resources={"device": device})
        trials = [
            build.trial(case, launch, (2.0,), totals={**totals, **change(launch)}, host_busy_ratio=0.0)
            for launch in range(6)
        ]
        plan = build.plan(case)
        findings = find(plan, trials, summarise(plan, trials), (), build.machine)
        assert all(each.remedy and each.message.endswith(".") and each.case_ids == (case.id,) for each in findings)
        return {each.code: each for each in findings}

    return look


def always(**totals):
    return lambda launch: {f"{name}[0]": value for name, value in totals.items()}


def test_a_quiet_card_is_no_finding(found):
    assert found() == {}


def test_a_shared_card_says_with_how_many_and_what_they_held(found):
    told = found(always(gpu_neighbours=2.0, gpu_neighbour_memory_bytes=3e9))["shared_card"]
    assert told.severity == "warning"
    assert "with 2 of them in" in told.message
    assert "3.0 GB" in told.message
    assert "nvidia-smi" in told.remedy


def test_a_neighbour_who_came_by_once_is_told_too(found):
    assert "shared_card" in found(lambda launch: {"gpu_neighbours[0]": float(launch == 3)})


def test_the_power_limit_is_how_cards_are_and_heat_is_not(found):
    capped = found(always(gpu_throttled_ratio=0.8, gpu_throttle_reasons=4.0))["throttled_card"]
    hot = found(always(gpu_throttled_ratio=0.8, gpu_throttle_reasons=4.0 + 0x40 + 0x8))["throttled_card"]
    assert (capped.severity, hot.severity) == ("info", "warning")
    assert "80% of the readings" in capped.message
    assert capped.message.endswith("by its power limit.")
    assert hot.message.endswith("by its power limit and its temperature (hardware).")


def test_a_reading_of_many_is_no_finding(found):
    assert found(always(gpu_throttled_ratio=0.05, gpu_throttle_reasons=4.0)) == {}


def test_a_clock_that_fell_between_launches(found):
    told = found(lambda launch: {"gpu_sm_clock_hertz[0]": 1.2e9 if launch == 5 else 1.755e9})["unsteady_card_clock"]
    assert "1.20 and 1.75 GHz" in told.message or "1.20 and 1.76 GHz" in told.message


@pytest.mark.parametrize(
    ("totals", "code", "severity"),
    [
        ({"gpu_ecc_uncorrected_errors": 1.0}, "card_errors", "error"),
        ({"gpu_ecc_corrected_errors": 7.0}, "corrected_card_errors", "warning"),
        ({"gpu_ecc_enabled": 0.0}, "card_without_ecc", "info"),
        ({"gpu_mig_enabled": 1.0}, "partitioned_card", "info"),
        ({"gpu_mps_clients": 1.0}, "served_card", "warning"),
        ({"gpu_throttle_reasons": 2.0}, "card_clocks_set", "info"),
    ],
)
def test_states_of_a_card(found, totals, code, severity):
    told = found(always(**totals))
    assert {name: each.severity for name, each in told.items()} == {code: severity}


def test_a_card_that_the_case_did_not_use_is_nobodys_business(found):
    assert found(lambda launch: {"gpu_neighbours[1]": 3.0, "gpu_ecc_uncorrected_errors[1]": 3.0}) == {}


def test_without_its_memory_told_the_cases_own_number_counts(found):
    totals = {"gpu_neighbours[0]": 3.0, "gpu_neighbours[1]": 0.0}
    assert found(device="cuda:1", totals=totals) == {}
    assert "shared_card" in found(device="cuda:0", totals=totals)


def test_work_on_cpus_is_not_asked_about_cards(found):
    totals = {**QUIET, "gpu_tree_memory_bytes[0]": 0.0, "gpu_neighbours[0]": 3.0}
    assert found(device="cpu", totals=totals) == {}


def test_out_of_memory_on_a_card_is_not_mended_by_a_limit(build):
    def remedy(device):
        case = build.case(resources={"device": device})
        trials = [build.failure(case, launch, "out_of_memory", "CUDA out of memory") for launch in range(2)]
        plan = build.plan(case)
        (found,) = find(plan, trials, summarise(plan, trials), (), build.machine)
        return found.remedy

    assert "a card with more" in remedy("cuda")
    assert "Raise the memory limit" in remedy("cpu")
