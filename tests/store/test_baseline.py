"""Which run a run is held against when nobody names one."""

from dataclasses import replace

from workbench.store.baseline import baseline_of
from workbench.store.catalogue import RunEntry

HEAD = RunEntry("results/a/head", "head", "a", "nightly", 100.0, planned=6, recorded=6)


def earlier(run_id, at, **changes):
    return replace(HEAD, folder=f"results/a/{run_id}", run_id=run_id, created_at=at, **changes)


def test_the_newest_earlier_run_of_the_same_suite_and_machine():
    runs = (earlier("later", 120.0), HEAD, earlier("near", 90.0), earlier("far", 80.0))
    assert baseline_of(HEAD, runs).run_id == "near"


def test_other_suites_other_machines_and_torn_runs_are_passed_over():
    runs = (
        earlier("other-suite", 99.0, name="weekly"),
        earlier("other-machine", 98.0, machine_id="b"),
        earlier("cut-short", 97.0, recorded=5),
        earlier("good", 50.0),
    )
    assert baseline_of(HEAD, runs).run_id == "good"


def test_a_first_run_has_none():
    assert baseline_of(HEAD, (HEAD, earlier("later", 101.0))) is None
