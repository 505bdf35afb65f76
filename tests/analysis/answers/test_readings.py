"""What is read off a fitted law, against what the law itself says."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis import fit
from workbench.laws.amdahl import Amdahl
from workbench.model.reading import MachineType, Questions

WORKERS = np.repeat([1, 2, 4, 8], 6)
HOUR = 3600.0


def noisy(seconds, spread=0.02, seed=11):
    return np.asarray(seconds) * np.random.default_rng(seed).lognormal(0, spread, len(seconds))


def amdahl(serial=0.05, workers=WORKERS):
    return 100 * ((1 - serial) / workers + serial)


def asked(code, seconds=None, workers=WORKERS, **questions):
    """The reading of that code."""
    found = fit(workers, noisy(amdahl()) if seconds is None else seconds, questions=Questions(**questions))
    return next((reading for reading in found.readings if reading.code == code), None)


def test_workers_for_a_deadline_are_the_fewest_that_meet_it():
    reading = asked("workers_for_deadline", deadline_seconds=20.0)
    # 100·(0.95/p + 0.05) ≤ 20 from p = 6.33 on.
    assert reading.estimate.value == 7
    assert reading.estimate.low <= 7 <= reading.estimate.high
    assert not reading.extrapolated
    assert "needed to finish within 20.0 s" in reading.sentence


def test_a_deadline_below_the_serial_part_cant_be_met():
    reading = asked("workers_for_deadline", deadline_seconds=4.0)
    assert reading.estimate is None
    assert "can't be met" in reading.sentence
    assert "64 workers" in reading.sentence


def test_a_deadline_within_the_noise_is_left_open():
    truth = noisy(amdahl(), spread=0.1)
    best = fit(WORKERS, truth, laws=[Amdahl]).laws["amdahl"].extrapolated[-1]
    reading = asked("workers_for_deadline", truth, deadline_seconds=(best[1] + best[2]) / 2)
    assert reading.estimate is None
    assert "can't be told" in reading.sentence


def test_workers_for_an_efficiency_are_the_most_that_keep_it():
    # 1/(0.95 + 0.05·p) ≥ 0.8 up to p = 6.
    reading = asked("workers_for_efficiency", amdahl() * (1 + 1e-6 * np.sin(np.arange(24))), efficiency=0.8)
    assert reading.estimate.value in (5, 6)
    assert reading.sentence.startswith("Up to ")


def test_beyond_what_was_measured_is_said_to_be():
    reading = asked("workers_for_efficiency", efficiency=0.6)
    assert reading.extrapolated
    assert "beyond the 8 workers measured" in reading.sentence


def test_where_nothing_slows_it_down_no_count_is_named():
    reading = asked("workers_for_efficiency", noisy(100.0 / WORKERS, 0.001), efficiency=0.5)
    assert reading.estimate is None
    assert "holds as far as can be read off" in reading.sentence


def test_alone_one_worker_is_cheapest_and_start_up_may_change_that():
    price = 0.048 / HOUR
    assert asked("cheapest_workers", price_per_core_second=price).estimate.value == 1
    within = asked("cheapest_workers", price_per_core_second=price, deadline_seconds=30.0)
    # 100·(0.95/p + 0.05) ≤ 30 from p = 3.8 on, and every further worker costs more.
    assert within.estimate.value == 4
    slow = asked(
        "cheapest_workers",
        price_per_core_second=price,
        deadline_seconds=30.0,
        start_seconds=((1, 0.0), (8, 8.0)),
    )
    assert slow.estimate.value > 4


def test_what_it_costs_is_workers_times_seconds_times_price():
    reading = asked("cheapest_workers", amdahl() * (1 + 1e-7 * np.cos(np.arange(24))), price_per_core_second=0.5)
    assert ": 50 [" in reading.sentence


def test_the_cheapest_machine_holds_the_job_and_meets_the_deadline():
    small = MachineType("small", 2, 4 * 10**9, 0.05 / HOUR)
    large = MachineType("large", 8, 32 * 10**9, 0.38 / HOUR)
    dear = MachineType("dear", 8, 64 * 10**9, 0.90 / HOUR)
    types = (small, large, dear)
    assert asked("cheapest_machine", machine_types=types).sentence.startswith("small (2 cores) is cheapest")
    fits = asked("cheapest_machine", machine_types=types, memory_bytes=8 * 10**9).sentence
    assert fits.startswith("large (8 cores) is cheapest")
    assert "1 of 3 types have too little memory" in fits
    assert asked("cheapest_machine", machine_types=types, deadline_seconds=20.0).sentence.startswith("large")
    none = asked("cheapest_machine", machine_types=types, memory_bytes=10**12)
    assert none.sentence == "No machine type holds it: it needs 1.0 TB."


def test_half_the_serial_part_is_worth_what_the_law_says():
    reading = asked("halved_serial_part")
    now, mended = amdahl(0.05, np.array([8.0]))[0], 100 * (0.95 / 8 + 0.025)
    assert reading.estimate.low <= now / mended <= reading.estimate.high
    assert reading.estimate.value == pytest.approx(now / mended, rel=0.05)


def test_no_part_is_halved_that_is_not_there():
    assert asked("halved_serial_part", noisy(100.0 / WORKERS * (1 + 0.001 * WORKERS), 0.0001)) is not None
    codes = {reading.code for reading in fit([1, 2, 4, 8], [80.0, 40.0, 20.0, 10.0]).readings}
    assert "halved_serial_part" not in codes


def test_the_next_level_shrinks_the_interval_when_it_is_measured():
    seconds = noisy(amdahl())
    before = fit(WORKERS, seconds)
    advice = next(reading for reading in before.readings if reading.code == "measure_next")
    count = int(advice.estimate.value)
    workers = np.concatenate((WORKERS, np.repeat(count, 6)))
    shrunk = []
    for seed in range(40):
        more = noisy(amdahl(workers=np.repeat(count, 6)), seed=seed)
        after = fit(workers, np.concatenate((seconds, more))).answers["serial_fraction"]
        shrunk.append(after.high - after.low)
    now = before.answers["serial_fraction"]
    assert np.median(shrunk) < now.high - now.low


def test_rising_overhead_and_a_flat_serial_part_are_told_apart():
    counts = np.repeat([1, 2, 4, 8, 16, 32], 6)
    rising = 100 * (0.95 / counts + 0.05 + 0.004 * (counts - 1))
    assert "rises" in asked("karp_flatt_trend", noisy(rising), counts).sentence
    assert "is level" in asked("karp_flatt_trend", noisy(amdahl(workers=counts)), counts).sentence


def test_a_trend_is_seldom_seen_where_there_is_none():
    counts = np.repeat([1, 2, 4, 8, 16, 32], 6)
    random = np.random.default_rng(5)
    seen = 0
    for _ in range(100):
        shared = np.repeat(random.lognormal(0, 0.02, 6), 6)
        seconds = amdahl(workers=counts) * shared * random.lognormal(0, 0.03, len(counts))
        told = asked("karp_flatt_trend", seconds, counts)
        seen += told is not None and "is level" not in told.sentence
    assert seen <= 12


def test_what_no_law_describes_is_not_read_off():
    reading = asked("workers_for_deadline", np.array([10.0, 1.0, 30.0, 2.0]), [1, 2, 4, 8], deadline_seconds=1.0)
    assert reading.estimate is None
    assert "can't be read off: no law fits" in reading.sentence
