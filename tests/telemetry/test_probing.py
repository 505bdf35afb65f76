import pytest

from workbench.contracts import Place, Probe
from workbench.telemetry.probing import ProbeRun, load_probes


class Fake(Probe):
    name = "fake"
    series = {"x": "1"}
    interval_seconds = 0.5
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


def test_a_probe_is_asked_at_its_own_pace_and_at_edges(run):
    probe = run()
    ticks = [
        probe.tick(None, now, [], forced, False)
        for now, forced in ((0.0, False), (0.1, False), (0.2, True), (0.7, False))
    ]
    assert ticks == [{"x": 0.0}, None, {"x": 0.2}, {"x": 0.7}]
    assert probe.totals() == {"x_total": 1.0}


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (PermissionError(13, "Permission denied", "/proc/7/io"), "/proc/7/io: Permission denied"),
        (KeyError("Pss"), "broken: KeyError: 'Pss'"),
    ],
)
def test_a_failure_is_a_reason_and_ends_the_probe(run, trouble, reason):
    probe = run(trouble=trouble)
    assert probe.tick(None, 0.0, [], False, False) is None
    assert probe.tick(None, 9.0, [], False, False) is None
    assert (probe.reason, probe.errors, probe.totals()) == (reason, 1, {})


def test_what_cannot_be_read_here_is_no_error(run):
    probe = run(unreadable=lambda self: "needs Linux 9")
    assert probe.tick(None, 0.0, [], False, False) is None
    assert (probe.reason, probe.errors) == ("needs Linux 9", 0)
    missing = run(requires={"nobody_has_this": "pip install it"})
    assert missing.reason == "needs nobody_has_this: pip install it"


def test_marks_come_before_the_sample(run):
    heard = []
    probe = run(
        mark=lambda self, tree, phase, edge, now: heard.append((phase, edge)),
        sample=lambda self, tree, now: heard.append("sample") or {"x": 1},
    )
    probe.tick(None, 0.0, [("warmup", "end"), ("measure", "start")], True, True)
    assert heard == [("warmup", "end"), ("measure", "start"), "sample"]


def test_what_disturbs_is_not_asked_as_a_measure_begins(run):
    gentle, rough = run(), run(disturbs=True)
    assert gentle.tick(None, 0.0, [], True, True) == {"x": 0.0}
    assert rough.tick(None, 0.0, [], True, True) is None
    assert rough.tick(None, 0.1, [], False, False) == {"x": 0.1}


def test_every_registered_probe_is_loaded():
    names = [probe.name for probe in load_probes()]
    assert names == sorted(names)
    assert {"memory_resident", "memory_proportional", "cpu_tree", "host_cpu"} <= set(names)
