from types import SimpleNamespace

from workbench.telemetry.agenda import Agenda


def run(name, pause=0.0, counters=(), reason=None):
    return SimpleNamespace(
        name=name,
        reason=reason,
        counters=counters,
        asked_each_tick=pause == 0.0,
        pause=pause,
        next_due=float("-inf"),
    )


def sample(runs, now):
    for one in runs:
        one.next_due = now + one.pause
    return "".join(one.name for one in runs)


def test_each_probe_comes_at_its_own_pace():
    agenda = Agenda([run("a"), run("b", 2.0), run("c", 3.0)])
    seen = [sample(agenda.due(float(now)), float(now)) for now in range(7)]
    assert seen == ["abc", "a", "ab", "ac", "ab", "a", "abc"]


def test_a_sample_at_an_edge_puts_the_next_one_off():
    agenda = Agenda([run("b", 2.0)])
    sample(agenda.due(0.0), 0.0)
    sample(agenda.all, 1.5)
    assert [sample(agenda.due(now), now) for now in (2.0, 3.0, 3.5, 4.0)] == ["", "", "b", ""]


def test_who_was_asked_and_did_not_sample_is_asked_at_the_next_tick():
    agenda = Agenda([run("b", 2.0)])
    assert [one.name for one in agenda.due(0.0)] == ["b"]
    assert [one.name for one in agenda.due(0.1)] == ["b"]


def test_counters_are_read_at_every_edge_and_nobody_twice():
    agenda = Agenda([run("a", counters={"x"}), run("b", 9.0, counters={"x"}), run("c", 9.0)])
    assert sample(agenda.due_or_counting(0.0), 0.0) == "abc"
    assert sample(agenda.due_or_counting(1.0), 1.0) == "ab"


def test_while_nothing_moves_the_probes_of_every_tick_are_asked_once_a_second():
    agenda = Agenda([run("a"), run("b", 0.5)])
    ticks = [tick / 10 for tick in range(11)]
    assert [sample(agenda.due(now, stirred=False), now) for now in ticks] == ["ab", *[""] * 4, "b", *[""] * 4, "ab"]
    assert sample(agenda.due(1.1, stirred=True), 1.1) == "a"
    assert sample(agenda.due(1.2, stirred=False), 1.2) == ""


def test_what_cannot_be_read_is_never_asked():
    agenda = Agenda([run("a", reason="needs Linux 9"), run("b", 1.0, reason="needs Linux 9")])
    assert (agenda.all, agenda.due(0.0), agenda.due(5.0)) == ([], [], [])
