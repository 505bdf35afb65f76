import pickle

import pytest

from workbench.errors import DataError
from workbench.workloads import spinning
from workbench.workloads.spinning import Spinning


@pytest.mark.parametrize(("millions", "fraction", "chunks"), [(0.08, 0.05, 8), (0.1, 0.2, 16), (0.064, 0.0, 64)])
def test_the_steps_add_up_and_the_serial_part_is_the_fraction(millions, fraction, chunks, context, monkeypatch):
    taken = []
    monkeypatch.setattr(spinning, "spin", taken.append)
    workload = Spinning(millions=millions, serial_fraction=fraction, chunks=chunks)
    workload.run(None, context)
    assert sum(taken) == pytest.approx(millions * 1e6)
    assert len(taken) == 1 + chunks
    assert len(set(taken[1:])) == 1
    assert taken[0] / sum(taken) == pytest.approx(workload.known_serial_fraction())


def test_a_step_is_work(context):
    assert spinning.spin(1) == 69_070
    assert len({spinning.spin(steps) for steps in range(100)}) == 100


def test_what_is_handed_out_can_be_sent_to_another_process(context):
    sent = []
    context.map = lambda function, items: sent.append(pickle.dumps((function, list(items))))
    Spinning(millions=0.001).run(None, context)
    assert len(pickle.loads(sent[0])[1]) == 8


def test_the_fraction_is_known_only_where_the_chunks_can_be_dealt_evenly():
    assert Spinning(chunks=8, serial_fraction=0.2).known_serial_fraction() == 0.2
    assert Spinning(chunks=12).known_serial_fraction() is None


@pytest.mark.parametrize(
    "parameters",
    [{"millions": 0}, {"millions": float("inf")}, {"serial_fraction": 1.5}, {"serial_fraction": -0.1}, {"chunks": 0}],
)
def test_what_can_not_be_is_refused(parameters):
    with pytest.raises(DataError, match="spinning: "):
        Spinning(**parameters)
