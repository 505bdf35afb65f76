"""Who makes which launch: every one once, each round whole on one machine, unless that is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.model.case import Case, Resources
from workbench.model.plan import MeasureSettings, Plan, PlannedCase, PluginReference
from workbench.running.schedule import order
from workbench.sessions.farming.rounds import Rounds, in_order

REFERENCE = PluginReference("workload", "waiting", "workbench.workloads.waiting", "PLUGIN")
NAMES = ["a", "b", "c"]


def specs(cases, launches):
    planned = tuple(
        PlannedCase(Case("waiting", {"chunks": index}, resources=Resources(1)), REFERENCE, REFERENCE)
        for index in range(cases)
    )
    return order(Plan("farmed", planned, MeasureSettings(launches=launches)))


@given(st.integers(1, 4), st.integers(1, 5), st.lists(st.sampled_from(NAMES), max_size=200))
def test_every_launch_is_made_once_and_a_round_by_one_machine(cases, launches, who):
    wanted = specs(cases, launches)
    rounds, made = Rounds(wanted), []
    for name in [*who, *NAMES * len(wanted)]:
        if rounds.begin(name) is not None:
            made.append((name, rounds.finished(name)))
    assert rounds.left == 0
    assert sorted(spec.trial_id for _, spec in made) == sorted(spec.trial_id for spec in wanted)
    for launch in range(1, launches + 1):
        assert len({name for name, spec in made if spec.launch == launch}) == 1


@given(st.integers(1, 4), st.integers(1, 4), st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), max_size=60))
def test_what_a_lost_machine_was_at_is_made_again_and_nothing_is_made_twice(cases, launches, events):
    wanted = specs(cases, launches)
    rounds, made, left, again = Rounds(wanted), [], list(NAMES), []
    for name, dies in events:
        if name not in left:
            continue
        begun = rounds.begin(name)
        if dies and len(left) > 1:
            left.remove(name)
            assert rounds.lost(name) == begun
            again += [] if begun is None else [begun]
        elif begun is not None:
            made.append(rounds.finished(name))
    while any(
        (begun := rounds.begin(name)) is not None and made.append(rounds.finished(name)) is None for name in left
    ):
        pass
    assert sorted(spec.trial_id for spec in made) == sorted(spec.trial_id for spec in wanted)
    assert {spec.trial_id for spec in again} <= {spec.trial_id for spec in made}


def test_the_rest_of_a_lost_machines_round_comes_before_all_others():
    wanted = specs(3, 2)
    rounds = Rounds(wanted)
    assert rounds.begin("a") == wanted[0]
    rounds.finished("a")
    assert rounds.begin("a") == wanted[1]
    rounds.lost("a")
    assert [rounds.begin("b") for _ in range(2)] == list(wanted[1:3])


def test_who_begins_is_a_random_order_that_the_seed_determines():
    orders = {tuple(in_order(NAMES, seed)) for seed in range(20)}
    assert len(orders) > 1
    assert in_order(NAMES, 3) == in_order(reversed(NAMES), 3)
