import pytest

from workbench.contracts import Place, Probe
from workbench.telemetry.probing import ProbeRun, load_probes


class Fake(Probe):
    name = "fake"
    series = {"x": "1"}
    trouble = None

    def sample(self, tree, now):
        if self.trouble is not None:
            raise self.trouble
        return {"x": now}

    def totals(self):
        return {"x_total": 1.0}


@pytest.fixture
def run():
    return lambda **attributes: ProbeRun(type("Tried", (Fake,), attributes), Place())


def test_a_sample_puts_the_next_one_off(run):
    probe = run(interval_seconds=0.5)
    assert not probe.asked_each_tick
    assert probe.next_due == float("-inf")
    assert probe.sample(None, 7.0) == {"x": 7.0}
    assert probe.next_due == pytest.approx(7.475)


def test_a_probe_that_decides_itself_is_asked_each_tick(run):
    asked = []
    probe = run(
        interval_seconds=5.0,
        due=lambda self, tree, now, waited, at_edge: asked.append((waited, at_edge)) or now in {1.0, 3.0},
    )
    assert probe.asked_each_tick
    answers = [probe.sample(None, now, at_edge) for now, at_edge in ((1.0, False), (2.0, True), (3.0, False))]
    assert answers == [{"x": 1.0}, None, {"x": 3.0}]
    assert asked == [(float("inf"), False), (1.0, True), (2.0, False)]


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (PermissionError(13, "Permission denied", "/proc/7/io"), "/proc/7/io: Permission denied"),
        (KeyError("Pss"), "broken: KeyError: 'Pss'"),
    ],
)
def test_a_failure_is_a_reason_and_ends_the_probe(run, trouble, reason):
    probe = run(trouble=trouble)
    assert probe.sample(None, 0.0) is None
    assert probe.sample(None, 9.0) is None
    assert (probe.reason, probe.errors, probe.totals()) == (reason, 1, {})
    assert probe.next_due == float("inf")


@pytest.mark.parametrize("method", ["__init__", "unreadable", "mark", "due", "sample_processes", "totals"])
def test_a_failure_anywhere_is_the_probes_own(run, method):
    def fail(self, *asked):
        raise ZeroDivisionError("by nought")

    probe = run(**{method: fail})
    probe.mark(None, [("measure", "start")], 0.0)
    probe.sample(None, 0.0)
    assert probe.sample_processes(None, 0.0) == {}
    assert probe.totals() == {}
    assert (probe.reason, probe.errors) == ("broken: ZeroDivisionError: by nought", 1)


def test_what_cannot_be_read_here_is_no_error(run):
    probe = run(unreadable=lambda self: "needs Linux 9")
    assert probe.sample(None, 0.0) is None
    assert (probe.reason, probe.errors) == ("needs Linux 9", 0)
    missing = run(requires={"nobody_has_this": "pip install it"})
    assert missing.reason == "needs nobody_has_this: pip install it"


def test_a_probe_hears_of_every_edge(run):
    heard = []
    probe = run(mark=lambda self, tree, phase, edge, now: heard.append((phase, edge, now)))
    probe.mark(None, [("warmup", "end"), ("measure", "start")], 3.0)
    assert heard == [("warmup", "end", 3.0), ("measure", "start", 3.0)]


def test_what_disturbs_is_not_asked_as_a_measure_begins(run):
    gentle, rough = run(), run(disturbs=True)
    assert gentle.sample(None, 0.0, True, True) == {"x": 0.0}
    assert rough.sample(None, 0.0, True, True) is None
    assert rough.sample(None, 0.1) == {"x": 0.1}


def test_processes_are_asked_for_once_a_second_and_at_edges(run):
    answers = [{}, {7: {"x": 1.0}}]
    probe = run(sample_processes=lambda self, tree, now: answers[-1] if now else answers[0])
    seen = [bool(probe.sample_processes(None, now, edge)) for now, edge in ((0.0, False), (0.1, False), (0.2, False))]
    assert seen == [False, True, False]
    assert probe.sample_processes(None, 0.3, True)
    assert not probe.sample_processes(None, 1.0)
    assert probe.sample_processes(None, 1.3)


def test_every_registered_probe_is_loaded():
    names = [probe.name for probe in load_probes()]
    assert names == sorted(names)
    assert {"memory_resident", "memory_proportional", "cpu_tree", "host_cpu"} <= set(names)
