"""Devices as an axis, on a machine with two cards or none (as CUDA_VISIBLE_DEVICES says)."""

import pytest

HEAD = 'name = "x"\n[[cases]]\nworkload = "flights"\n'


@pytest.fixture
def two_cards(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")


@pytest.fixture
def no_card(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")


def planned(plan, text):
    return {(each.case.solver, each.case.resources.device): each.skip_reason for each in plan(HEAD + text).cases}


def test_devices_multiply(two_cards, plan):
    found = planned(plan, 'solver = "torch"\ndevices = ["cpu", "cuda:1", ["cuda:0", "cuda:1"]]\n')
    assert found == {("torch", "cpu"): None, ("torch", "cuda:1"): None, ("torch", "cuda:0,1"): None}


def test_without_devices_a_solver_runs_on_its_first(two_cards, plan):
    assert planned(plan, 'solvers = ["sag", "torch"]\n') == {("sag[fast]", "cpu"): None, ("torch", "cpu"): None}
    (only,) = plan(HEAD.replace("flights", "waiting")).cases
    assert only.case.resources.device == "cpu"


def test_work_of_its_own_is_told_any_device(two_cards, plan):
    found = plan(HEAD.replace("flights", "waiting") + 'device = "cuda"\n').cases
    assert [each.case.resources.device for each in found] == ["cuda"]


def test_a_solver_is_left_out_where_it_cannot_compute(two_cards, plan):
    made = plan(HEAD + 'solvers = ["sag", "torch"]\ndevices = ["cpu", "cuda"]\n')
    assert [(each.case.solver, each.case.resources.device) for each in made.cases] == [
        ("sag[fast]", "cpu"),
        ("torch", "cpu"),
        ("torch", "cuda"),
    ]
    assert "left out 1 case: sag[fast] computes on cpu only" in made.notes


def test_a_block_that_leaves_nothing_says_why(two_cards, complaints):
    ((_, message, _),) = complaints(HEAD + 'solver = "sag"\ndevice = "cuda"\n')
    assert "nothing is left to measure here" in message
    assert "sag[fast] computes on cpu only" in message


def test_cases_without_their_card_are_skipped_and_the_rest_runs(no_card, plan):
    found = planned(plan, 'solver = "torch"\ndevices = ["cpu", "cuda"]\n')
    assert found["torch", "cpu"] is None
    assert found["torch", "cuda"].startswith("no CUDA device (")


def test_nothing_is_built_for_cards_that_are_not_there(no_card, plan, describe):
    (only,) = plan(HEAD + 'solver = "cuml"\n').cases
    assert only.case.environment == "rapids"
    assert only.skip_reason.startswith("no CUDA device (")
    assert {interpreter for interpreter, _ in describe.rounds} == {""}


def test_with_cards_its_environment_is_asked_for(two_cards, plan):
    (only,) = plan(HEAD + 'solver = "cuml"\n').cases
    assert only.case.resources.device == "cuda"
    assert "not built" in only.skip_reason


@pytest.mark.parametrize("written", ['"gpu"', "0", '[["cuda:0", "cuda:0"]]', '["cpu", "tpu"]'])
def test_what_is_no_device_is_complained_about(complaints, written):
    ((_, message, _),) = complaints(HEAD + 'solver = "torch"\ndevices = %s\n' % written)
    assert 'allowed: "cpu", "cuda", "cuda:0"' in message or 'list of, "cpu"' in message
