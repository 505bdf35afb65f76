"""A run as a trace: where slices stand, what counters show, whose tracks there are, and that it stays small."""

from __future__ import annotations

import itertools
import json

import pytest

from tests.exporters.conftest import CASES, HOSTILE, make_run, make_trial, no_samples, sample
from workbench.exporters import trace
from workbench.exporters.trace import Trace
from workbench.model.case import Case


def exported(run, samples=no_samples):
    return json.loads("".join(Trace().export(run, samples)))["traceEvents"]


def named(events, **wanted):
    return [event for event in events if all(event.get(name) == value for name, value in wanted.items())]


def points(events, name, pid=1):
    return [(event["ts"], event["args"]["value"]) for event in named(events, ph="C", name=name, pid=pid)]


def test_trials_are_laid_out_in_time_and_phases_lie_within_them(run):
    events = exported(run)
    trials = named(events, ph="X", cat="trial")
    assert [(event["ts"], event["dur"]) for event in trials] == [
        (10e6, 5e6),
        (20e6, 5e6),
        (30e6, 5e6),
        (40e6, 5e6),
    ]
    assert trials[0]["name"] == CASES[0].label()
    assert trials[2]["name"] == f"failed: {CASES[0].label()}"
    assert trials[2]["args"]["reason"] == "no luck"
    assert trials[3]["args"]["profile"] == "pyspy"
    phases = [event for event in named(events, cat="phase") if event["ts"] < 20e6]
    assert [event["name"] for event in phases] == ["setup", "start", "measure", "compute", "measure", "stop"]
    outer, inner = phases[2], phases[3]
    assert outer["ts"] < inner["ts"]
    assert inner["ts"] + inner["dur"] < outer["ts"] + outer["dur"]
    assert [event["args"] for event in phases if event["name"] == "measure"] == [{"repeat": 1}, {"repeat": 2}]
    assert max(event["ts"] + event["dur"] for event in phases) <= 15e6


def test_a_clock_that_was_set_back_makes_no_trials_overlap():
    run = make_run(make_trial(launch=1, started_at=1010.0), make_trial(launch=2, started_at=1012.0))
    first, second = named(exported(run), cat="trial")
    assert second["ts"] >= first["ts"] + first["dur"]


def test_counters_that_only_grow_are_rates_and_others_are_shown_as_they_are():
    samples = [
        sample(1.0, "user_seconds", 2.0),
        sample(2.0, "user_seconds", 3.5),
        sample(4.0, "user_seconds", 3.5),
        sample(1.0, "processes", 3.0, probe="processes"),
    ]
    events = exported(make_run(make_trial(started_at=1000.0)), lambda trial_id: samples)
    assert points(events, "cpu_tree.user_seconds per second") == [(1e6, 1.5), (2e6, 0.0), (4e6, 0.0)]
    assert points(events, "processes.processes") == [(1e6, 3.0)]


def test_instances_of_a_counter_are_rates_too():
    found = [sample(at, "received_bytes[eth0]", 100.0 * at, probe="host_network") for at in (1.0, 2.0)]
    events = exported(make_run(make_trial(started_at=1000.0)), lambda trial_id: found)
    assert points(events, "host_network.received_bytes[eth0] per second") == [(1e6, 100.0), (2e6, 0.0)]


def test_every_process_has_a_track_with_its_counters_and_a_safe_name():
    name = f"42 {HOSTILE}"
    samples = [
        sample(1.0, "resident_bytes", 5.0, "41", "memory_resident"),
        sample(1.5, "resident_bytes", 6.0, "41 python", "memory_resident"),
        sample(2.0, "resident_bytes", 7.0, name, "memory_resident"),
        sample(3.0, "resident_bytes", 8.0, name, "memory_resident"),
    ]
    text = "".join(Trace().export(make_run(make_trial(started_at=1000.0)), lambda trial_id: samples))
    assert text.isascii()
    assert "<" not in text
    events = json.loads(text)["traceEvents"]
    names = {event["pid"]: event["args"]["name"] for event in named(events, ph="M", name="process_name")}
    assert len(names) == 3
    assert names[2].startswith("41 python · ")
    assert names[3].startswith("42 </script>")
    assert names[3].isprintable()
    assert points(events, "memory_resident.resident_bytes", 2) == [(1e6, 5.0), (1.5e6, 6.0)]
    assert points(events, "memory_resident.resident_bytes", 3) == [(2e6, 7.0), (3e6, 8.0)]
    (seen,) = named(events, pid=3, name="seen")
    assert (seen["ts"], seen["dur"]) == (2e6, 1e6)


def test_what_is_not_a_number_is_left_out():
    samples = [sample(1.0, "a", float("nan")), sample(1.0, "a", float("inf"))]
    assert not named(exported(make_run(make_trial()), lambda trial_id: samples), ph="C")


def test_it_stays_small_and_keeps_every_peak(monkeypatch):
    monkeypatch.setattr(trace, "MOST_POINTS", 1000)
    monkeypatch.setattr(trace, "MOST_PROCESSES", 4)
    samples = [
        sample(at / 10, "resident_bytes", 1e9 if at == 777 else 1.0, process, "memory_resident")
        for process in ("", *(f"{pid} worker" for pid in range(20)))
        for at in range(2000)
    ]
    events = exported(make_run(make_trial(launch=1), make_trial(launch=2)), lambda trial_id: samples)
    counters = named(events, ph="C")
    assert 500 < len(counters) <= 1000
    assert len(named(events, ph="M", name="process_name")) == 1 + 4
    assert max(value for _, value in points(events, "memory_resident.resident_bytes")) == 1e9


def test_a_counters_growth_is_kept_however_coarse_it_is_drawn(monkeypatch):
    monkeypatch.setattr(trace, "MOST_POINTS", 10)
    samples = [sample(at / 10, "user_seconds", at / 20) for at in range(1001)]
    events = exported(make_run(make_trial(started_at=1000.0)), lambda trial_id: samples)
    drawn = points(events, "cpu_tree.user_seconds per second")
    assert len(drawn) <= 11
    grown = sum(rate * (until - since) / 1e6 for (since, rate), (until, _) in itertools.pairwise(drawn))
    assert grown == pytest.approx(50.0, rel=1e-3)


def test_it_comes_in_pieces_and_reads_a_trials_telemetry_when_its_turn_comes(run):
    asked = []
    pieces = Trace().export(run, lambda trial_id: asked.append(trial_id) or ())
    for _ in range(3):
        next(pieces)
    assert asked == []
    list(pieces)
    assert len(asked) == 4


def test_a_case_that_calls_itself_anything_is_text():
    case = Case(HOSTILE)
    trial = make_trial(case, status="failed", reason=HOSTILE)
    (shown,) = named(exported(make_run(trial, cases=(case,))), cat="trial")
    assert shown["name"].isprintable()
    assert shown["args"]["reason"].isprintable()
