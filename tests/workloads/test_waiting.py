import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.contracts import Context
from workbench.errors import DataError
from workbench.workloads import waiting
from workbench.workloads.waiting import Waiting


class Clock:
    """Counts what is slept instead of sleeping."""

    def __init__(self):
        self.slept = []

    def __call__(self, seconds):
        self.slept.append(seconds)


@pytest.mark.parametrize(("seconds", "fraction", "chunks"), [(1.0, 0.05, 64), (2.0, 0.2, 8), (0.5, 0.0, 16)])
def test_the_waits_add_up_and_the_serial_part_is_the_fraction(seconds, fraction, chunks, context, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(waiting.time, "sleep", clock)
    handed_out = []
    context.map = lambda function, items: handed_out.extend(items) or [function(item) for item in items]
    workload = Waiting(seconds=seconds, serial_fraction=fraction, chunks=chunks)
    workload.run(None, context)
    assert sum(clock.slept) == pytest.approx(seconds)
    assert len(handed_out) == chunks
    assert len(set(handed_out)) == 1
    assert clock.slept[0] / sum(clock.slept) == pytest.approx(workload.known_serial_fraction())


def test_more_workers_wait_at_the_same_time(context):
    import time

    workload = Waiting(seconds=0.2, serial_fraction=0.1, chunks=8)

    def seconds(workers):
        with ThreadPoolExecutor(workers) as pool:

            def spread(function, items):
                return list(pool.map(function, items))

            start = time.monotonic()
            workload.run(None, Context(workers, 1, 0, context.scratch, spread, context.phase))
            return time.monotonic() - start

    assert seconds(4) < seconds(1)


def test_what_is_handed_out_can_be_sent_to_another_process(context):
    sent = []
    context.map = lambda function, items: sent.append(pickle.dumps((function, list(items))))
    Waiting(seconds=0.01).run(None, context)
    assert len(pickle.loads(sent[0])[1]) == 64


def test_chunks_that_are_dealt_unevenly_have_no_known_fraction():
    assert Waiting(chunks=8).known_serial_fraction() == 0.05
    assert Waiting(chunks=12).known_serial_fraction() is None


@pytest.mark.parametrize(
    "wrong",
    [{"seconds": 0.0}, {"seconds": float("inf")}, {"serial_fraction": 1.1}, {"serial_fraction": -0.1}, {"chunks": 0}],
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(DataError, match=next(iter(wrong))):
        Waiting(**wrong)


def test_every_impossible_parameter_is_told_at_once():
    with pytest.raises(DataError, match=r"seconds is -1; .*serial_fraction is 7; .*chunks is 0; "):
        Waiting(seconds=-1, serial_fraction=7, chunks=0)
