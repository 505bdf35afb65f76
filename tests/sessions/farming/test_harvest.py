"""Launches handed out to machines that are played here: what is lost, what is told, and what is on disk."""

from __future__ import annotations

import pytest

from workbench.errors import EXIT_TRIAL_FAILED
from workbench.model.event import BudgetSpent, TrialFinished, Waiting, Warned
from workbench.model.run import Machine, RunHeader
from workbench.model.trial import OK, TrialRecord
from workbench.sessions.farming.harvest import Harvest
from workbench.sessions.farming.losing import FarmLost
from workbench.sessions.farming.machines import MachineLost
from workbench.store.encoding import encode_line
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter


class Played:
    """A machine that answers at once; it is lost as it is asked for answer number `dies_at`."""

    def __init__(self, name, dies_at=None, waits_for=None):
        self.name = name
        self._dies_at = dies_at
        self._waits_for = waits_for
        self._asked = ""
        self.made = 0

    def give(self, message):
        self._asked = message["trial_id"]

    def keep(self):
        pass

    def answer(self):
        if self._waits_for is not None:
            pid, self._waits_for = self._waits_for, None
            return {"type": "waiting", "pid": pid}, None
        self.made += 1
        if self.made == self._dies_at:
            raise MachineLost("it was switched off")
        case, _, launch = self._asked.rpartition("-")
        record = TrialRecord(self._asked, case, int(launch), OK, 0.0, 1.0, (0.5,))
        return {"type": "record", "line": encode_line(record).decode()}, None


@pytest.fixture
def harvest(plan_of, tmp_path):
    """A function: the run that comes of these machines, and the events."""

    def brought_in(*machines, plan=None, done=()):
        plan = plan or plan_of()
        header = RunHeader("20260101T000000Z-farmed-0000", 1, "0", 0.0, plan, Machine("m", "Linux", "6", "X", 2, 2, 1))
        events = []
        with RunWriter.create(str(tmp_path), header) as writer:
            try:
                Harvest(list(machines), writer, plan, done, events.append, lambda seconds: None).bring_in()
            finally:
                events.append(read_run(writer.folder))
        return events[-1], events[:-1]

    return brought_in


def test_a_launch_of_a_lost_machine_is_made_again_and_says_so(harvest):
    run, events = harvest(Played("a", dies_at=2), Played("b"))
    assert len({trial.trial_id for trial in run.trials}) == len(run.trials) == 6
    (again,) = [trial for trial in run.trials if trial.lost_hosts]
    assert (again.host, again.lost_hosts) == ("b", ("a",))
    assert {trial.host for trial in run.trials if trial is not again} == {"a", "b"}
    (told,) = [event.message for event in events if isinstance(event, Warned)]
    assert told.startswith("a is lost (it was switched off), 1 is left; what it was at is made again: waiting")
    finished = [event for event in events if isinstance(event, TrialFinished)]
    assert [event.index for event in finished] == [1, 2, 3, 4, 5, 6]
    assert finished[-1].remaining_seconds == 0


def test_once_none_is_left_the_run_stops_in_a_sentence_and_keeps_what_it_has(harvest):
    with pytest.raises(FarmLost, match=r"the last machine of the farm is lost, . \(it was switched off\)") as caught:
        harvest(Played("a", dies_at=3), Played("b", dies_at=2))
    assert caught.value.exit_code == EXIT_TRIAL_FAILED
    assert "--resume" in caught.value.remedy


def test_launches_that_are_done_are_not_made_again(harvest, plan_of):
    plan = plan_of()
    run, _ = harvest(Played("a"), plan=plan)
    machine = Played("b")
    rest, _ = harvest(machine, plan=plan, done=run.trials[:4])
    assert machine.made == 2
    assert {trial.trial_id for trial in rest.trials} == {trial.trial_id for trial in run.trials[4:]}


def test_another_run_on_a_machine_is_told_and_waited_for(harvest):
    run, events = harvest(Played("a", waits_for=77))
    assert [(event.pid, event.host) for event in events if isinstance(event, Waiting)] == [(77, "a")]
    assert len(run.trials) == 6


def test_a_spent_budget_ends_it_and_is_told(harvest, plan_of):
    from dataclasses import replace

    plan = plan_of()
    run, events = harvest(Played("a"), plan=replace(plan, measure=replace(plan.measure, time_budget_seconds=1e-9)))
    assert run.trials == ()
    assert [event.left for event in events if isinstance(event, BudgetSpent)] == [6]
