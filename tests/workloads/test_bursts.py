"""What bursts demand of who solves them."""

from workbench.workloads.bursts import Bursts, Demand


def test_the_parameters_are_the_demand():
    assert Bursts(rounds=3).load(None) == Demand(3, 32, 0.25, 10.0)
    assert Bursts().task == "bursts"


def test_pieces_that_were_cut_short_lower_the_score():
    workload = Bursts(rounds=2, chunks=2, busy_seconds=0.5)
    assert workload.score(workload.load(None), [0.5, 0.6, 0.5, 0.5]) == 1.0
    assert workload.score(workload.load(None), [0.5, 0.1, 0.5]) == 0.5
