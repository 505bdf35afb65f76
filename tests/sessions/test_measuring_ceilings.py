"""The session that measures ceilings: in order, alone, told, stored, and never past its time."""

import os

import pytest

from workbench.contracts import CannotMeasure, CeilingTest
from workbench.model.ceiling import Ceiling, Unknown
from workbench.sessions.exclusive import exclusive
from workbench.sessions.measuring_ceilings import MOST_SECONDS, ceiling_tests, measure_ceilings
from workbench.store.ceilings import read_ceilings
from workbench.telemetry.machine import read_machine


class Quick(CeilingTest):
    name = "quick"
    about_seconds = 0.1

    def measure(self, scratch):
        assert os.listdir(scratch) == []
        with open(os.path.join(scratch, "left"), "w"):
            pass
        return [Ceiling("fork", 0.001, "s", "as told"), Unknown("cache_size_l3", "not told")]


class Refuses(CeilingTest):
    name = "refuses"

    def measure(self, scratch):
        raise CannotMeasure("no card", "buy one")


class Breaks(CeilingTest):
    name = "breaks"

    def measure(self, scratch):
        raise ZeroDivisionError("by nought")


class Lacks(CeilingTest):
    name = "lacks"
    requires = {"a_library_nobody_has": "pip install it"}


class Long(CeilingTest):
    name = "long"
    about_seconds = 1000.0


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """A lock that no other test holds."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def measure(results, *tests, tell=lambda event: None, wait=lambda pid: None):
    return measure_ceilings(str(results), tuple(test() for test in tests), tell, wait)


def test_what_was_found_is_stored_and_what_was_not_has_its_reason(tmp_path, alone):
    told = []
    found = measure(tmp_path / "results", Quick, Refuses, Breaks, Lacks, Long, tell=told.append)
    assert [ceiling.name for ceiling in found.values] == ["fork"]
    assert found.unknown["cache_size_l3"] == "not told"
    assert found.unknown["refuses"] == "no card; buy one"
    assert found.unknown["breaks"] == "the test failed: ZeroDivisionError: by nought"
    assert "a_library_nobody_has" in found.unknown["lacks"]
    assert found.unknown["long"].startswith("not measured")
    assert [(event.index, event.total, event.name) for event in told][:2] == [(1, 5, "quick"), (2, 5, "refuses")]
    assert read_ceilings(str(tmp_path / "results"), read_machine().id) == found


def test_nothing_but_the_figures_is_left_on_the_disk(tmp_path, alone):
    found = measure(tmp_path / "results", Quick, Breaks)
    assert os.listdir(tmp_path / "results" / found.machine_id) == ["ceilings.json"]


def test_it_waits_for_a_run_on_this_machine(tmp_path, alone):
    waited = []

    class Stop(Exception):
        pass

    def give_up(pid):
        waited.append(pid)
        raise Stop

    with exclusive(lambda pid: None), pytest.raises(Stop):
        measure(tmp_path / "results", Quick, wait=give_up)
    assert waited == [os.getpid()]


def test_all_that_ship_fit_into_the_time():
    assert sum(test.about_seconds for test in ceiling_tests()) <= MOST_SECONDS


def test_a_run_carries_what_was_measured_before_it(suite, workplace, tmp_path, alone):
    from workbench.sessions.executing import run_plan
    from workbench.sessions.planning import Wish, make_plan

    found = measure(workplace.results, Quick)
    plan = make_plan([str(suite)], Wish(launches=1), workplace.describe)
    assert run_plan(plan, workplace, lambda event: None).header.ceilings == found


def test_a_run_goes_on_without_ceilings_that_can_not_be_read(suite, workplace, alone):
    from workbench.model.event import Warned
    from workbench.sessions.executing import run_plan
    from workbench.sessions.planning import Wish, make_plan
    from workbench.store.ceilings import ceilings_path

    found = measure(workplace.results, Quick)
    with open(ceilings_path(workplace.results, found.machine_id), "w") as file:
        file.write("{}")
    told = []
    plan = make_plan([str(suite)], Wish(launches=1), workplace.describe)
    assert run_plan(plan, workplace, told.append).header.ceilings is None
    assert [event for event in told if isinstance(event, Warned) and "doctor --ceilings" in event.message]
