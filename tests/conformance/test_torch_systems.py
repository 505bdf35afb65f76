"""What the ways to share a network have beyond one solver's contract: one result, and the memory that each divides."""

from __future__ import annotations

import pytest

import workbench

pytestmark = [pytest.mark.systems, pytest.mark.timeout(3000)]
WAYS = ("ddp", "zero", "fsdp", "tensor", "pipeline[1f1b]", "pipeline[gpipe]")
SMALL = {"hidden": 128, "epochs": 8}
IMAGES = {"samples": 2000, "noise": 1.0}


def run(workload, parameters, solvers, tmp_path, **asked):
    result = workbench.run(
        workload,
        parameters=parameters,
        solvers=solvers,
        measure={"launches": 1, "warmups": 0, "repeats": 1},
        results=str(tmp_path / "results"),
        **asked,
    )
    trials = result.run.trials
    assert [(trial.status, trial.reason, trial.leftovers) for trial in trials] == [("ok", None, ())] * len(trials)
    cases = {planned.case.id: planned.case for planned in result.run.header.plan.cases}
    return {(cases[trial.case_id].solver, cases[trial.case_id].resources.workers): trial for trial in trials}


def held(trial):
    return trial.figures["rank_state_bytes"][0]


def test_every_way_comes_to_the_network_of_one_process_and_divides_what_it_says(tmp_path):
    solvers = [{"name": "torch.Network." + way, "parameters": SMALL} for way in WAYS]
    found = run("images", IMAGES, solvers, tmp_path, workers=2)
    ((_, alone),) = run("images", IMAGES, [{"name": "torch.Network", "parameters": SMALL}], tmp_path).items()
    assert alone.score.value > 0.8
    assert {key: trial.score.value for key, trial in found.items()} == pytest.approx(
        dict.fromkeys(found, alone.score.value), abs=0.006
    ), "of 400 images rounding may move two"
    numbers = 128 * (256 + 128 + 128 + 10) + 3 * 128 + 10
    # Each with its gradient and two numbers of Adam's, and a step count for each of eight tensors.
    whole = 4 * 4 * numbers + 8 * 4
    share = {name: held(trial) / whole for (name, _), trial in found.items()}
    assert share["torch.Network.ddp"] == 1.0
    assert share["torch.Network.zero"] < 0.9, "of parameters, gradients and twice Adam's state at most half the last"
    assert share["torch.Network.fsdp"] == pytest.approx(0.5, abs=0.01)
    assert share["torch.Network.tensor"] == pytest.approx(0.5, abs=0.02)
    assert share["torch.Network.pipeline[1f1b]"] < 0.75


def test_every_stage_of_deepspeed_holds_less_than_a_copy_for_the_same_network(tmp_path):
    names = ["torch.Network.ddp", *("deepspeed.Network[zero-%d]" % stage for stage in (1, 2, 3))]
    solvers = [{"name": name, "parameters": SMALL} for name in names]
    found = run("images", IMAGES, solvers, tmp_path, workers=2)
    alone = found["torch.Network.ddp", 2]
    assert all(trial.score.value == pytest.approx(alone.score.value, abs=0.006) for trial in found.values())
    assert all(held(trial) < held(alone) for (name, _), trial in found.items() if name.startswith("deepspeed"))


def test_two_ranks_work_as_two_processes_of_the_tree(tmp_path):
    ((_, trial),) = run("flights", {"rows": 20000}, ["torch.LogisticRegression.ddp[sgd]"], tmp_path, workers=2).items()
    assert trial.tree_peak_processes >= 3
    assert {"start", "measure", "stop"} <= {phase.name for phase in trial.phases}


def test_more_ranks_than_layers_are_skipped_with_the_reason(tmp_path):
    result = workbench.run(
        "images",
        parameters={"samples": 1000},
        solvers="torch.Network.pipeline",
        workers=5,
        measure={"launches": 1, "warmups": 0, "repeats": 1},
        results=str(tmp_path / "results"),
    )
    assert [(trial.status, trial.reason) for trial in result.run.trials] == [
        ("skipped", "5 ranks need a layer each, and there are 4")
    ]
