"""Whose memory on a card it is, and what the samples come to over the measured window."""

import pytest

from workbench.probes._cards import DOUBTS, FOREIGN, GROWTH_BYTES, UNNAMED, UNTOLD, MeasuredMean

GIB = 1 << 30


def test_the_trees_memory_is_its_processes_and_nobody_elses(new_card, library, probe, tree, process):
    card = new_card()
    card.compute, card.graphics = [(7, 3 * GIB), (8, GIB)], [(7, 3 * GIB)]
    library(card)
    assert probe().sample(tree(process(7)), 0.0)["gpu_tree_memory_bytes[0]"] == 3 * GIB


def test_a_process_within_a_namespace_is_known_by_each_of_its_numbers(new_card, library, probe, tree, process):
    card = new_card()
    card.compute = [(12, GIB)]
    library(card)
    inner = process(7, files={"status": "Name:\tx\nNSpid:\t7\t12\n"})
    assert probe().sample(tree(inner), 0.0)["gpu_tree_memory_bytes[0]"] == GIB


@pytest.mark.parametrize(("listed", "reason"), [([(4711, GIB)], FOREIGN), ([(7, None)], UNTOLD), ([(7, 0)], UNTOLD)])
def test_what_can_not_be_told_is_said_and_never_nought(new_card, library, probe, tree, process, listed, reason):
    card = new_card()
    card.compute = listed
    library(card)
    run = probe()
    for second in range(DOUBTS):
        assert run.missing() == {}
        assert "gpu_tree_memory_bytes[0]" not in run.sample(tree(process(7)), float(second))
    assert run.missing() == {"gpu_tree_memory_bytes[0]": reason}


def test_one_odd_sample_costs_itself_only(new_card, library, probe, tree, process):
    card = new_card()
    library(card)
    run = probe()
    for second in range(2 * DOUBTS):
        card.compute = [(7, GIB if second % DOUBTS else 0)]
        assert ("gpu_tree_memory_bytes[0]" in run.sample(tree(process(7)), float(second))) is bool(second % DOUBTS)
    assert run.missing() == {}


def test_a_card_that_fills_without_anybody_is_not_believed(new_card, library, probe, tree, process):
    card = new_card()
    library(card)
    run = probe()
    assert run.sample(tree(process(7)), 0.0)["gpu_tree_memory_bytes[0]"] == 0.0
    card.used += GROWTH_BYTES
    for second in range(DOUBTS):
        assert "gpu_tree_memory_bytes[0]" not in run.sample(tree(process(7)), 1.0 + second)
    assert run.missing()["gpu_tree_memory_bytes[0]"] == UNNAMED


def test_somebody_elses_process_is_not_the_trees(new_card, library, probe, tree, process):
    card = new_card()
    card.compute = [(8, GIB)]
    library(card)
    assert probe().sample(tree(process(7)), 0.0)["gpu_tree_memory_bytes[0]"] == 0.0


def test_totals_are_of_the_measured_window(new_card, library, probe, tree, process):
    card = new_card()
    card.compute = [(7, GIB)]
    library(card)
    run, watched = probe(), tree(process(7))
    for now, phase, busy, held in (
        (0.0, ("setup", "start"), 0, 4 * GIB),
        (1.0, ("measure", "start"), 0, GIB),
        (2.0, None, 50, 2 * GIB),
        (3.0, ("measure", "end"), 100, GIB),
        (4.0, ("score", "start"), 0, 8 * GIB),
    ):
        card.utilization, card.compute = (busy, 0), [(7, held)]
        if phase:
            run.mark(watched, *phase, now)
        run.sample(watched, now)
    told = run.totals()
    assert (told["gpu_utilization_ratio[0]"], told["gpu_tree_memory_bytes[0]"]) == (0.75, 2 * GIB)


def test_a_mean_without_a_measure_is_of_the_whole_watch():
    mean = MeasuredMean()
    for now in (1.0, 2.0):
        mean.see({"x": now}, now)
    assert mean.means() == {"x": 1.5}


def test_repeats_without_a_break_all_count():
    mean = MeasuredMean()
    mean.mark("measure", "start", 1.0)
    mean.see({"x": 9.0}, 1.0)
    for edge in ("end", "start"):
        mean.mark("measure", edge, 2.0)
    mean.see({"x": 1.0}, 2.0)
    mean.mark("measure", "end", 3.0)
    mean.see({"x": 2.0}, 3.0)
    assert mean.means() == {"x": 1.5}
