"""Every solver, in the environment it runs in, on real trials: what a table of solvers takes for granted."""

from __future__ import annotations

import math

import pytest

import workbench
from workbench import registry
from workbench.contracts import missing_need
from workbench.contracts.devices import CardsHere
from workbench.model.device import CPU, CUDA
from workbench.reporting.assembly import build_report

PLACING = "dask"
"""A backend that brings data to its workers in the ways of workbench.contracts.placing."""
LEVELS = {"workers": [1, 2], "own": [1, 2], "threads": 1}
SKIPPED = ("estimator",)
"""Stands for any estimator of a person's own: it has nothing to be run with."""
SMALLER = {"sklearn.SVC": {"rows": 2000}}
"""What grows with the square of the rows takes half a minute where others take a second."""


ON_CARDS = {"snapml.RandomForestClassifier": "[histograms]"}
"""The variant that a card can do, where it isn't the first."""


def solvers():
    for name, reference in sorted(registry.catalogue("solver").items()):
        if name in SKIPPED or not reference.module.startswith("workbench."):
            continue
        marks = [pytest.mark.timeout(3000)]
        marks.append(pytest.mark.slow if registry.load(reference).environment is None else pytest.mark.systems)
        yield pytest.param(name, id=name, marks=marks)


def solvers_of_cards():
    for name, reference in sorted(registry.catalogue("solver").items()):
        if reference.module.startswith("workbench.") and CUDA in registry.load(reference).devices:
            yield pytest.param(name, id=name, marks=[pytest.mark.timeout(3000), pytest.mark.gpu])


@pytest.mark.parametrize("name", list(solvers()))
def test_a_solver_keeps_what_every_table_takes_for_granted(name, workload_of, tmp_path):
    plugin = registry.load(registry.resolve("solver", name))
    hold_to_the_contract(name, plugin.devices[0], workload_of, tmp_path)


@pytest.mark.parametrize("name", list(solvers_of_cards()))
def test_it_keeps_the_same_on_a_card(name, workload_of, tmp_path):
    hold_to_the_contract(name + ON_CARDS.get(name, ""), CUDA, workload_of, tmp_path)


def hold_to_the_contract(name, device, workload_of, tmp_path):
    plugin = registry.load(registry.resolve("solver", name))
    lacking = [missing_need(need) for need in (plugin.environment.needs if plugin.environment else ())]
    # The card first: without one the rest is beside the point.
    lacking.insert(0, CardsHere().missing(device))
    if any(lacking):
        pytest.skip("; ".join(filter(None, lacking)))
    workload, parameters = next(workload_of[task] for task in plugin.tasks if task in workload_of)
    parameters = parameters | SMALLER.get(name, {})
    result = workbench.run(
        workload,
        parameters=parameters,
        solvers=name,
        devices=device,
        backends=PLACING if plugin.places_data else None,
        workers=LEVELS[plugin.scales_with] if device == CPU else 1,
        measure={"launches": 2, "warmups": 0},
        results=str(tmp_path / "results"),
    )
    trials = result.run.trials
    if {trial.status for trial in trials} == {"skipped"}:
        pytest.skip(str(trials[0].reason))
    assert [(trial.status, trial.reason) for trial in trials] == [("ok", None)] * len(trials)
    assert {trial.data_hash for trial in trials} == {trials[0].data_hash}
    assert all(not trial.leftovers for trial in trials)
    assert all(trial.score is not None and math.isfinite(trial.score.value) for trial in trials)
    assert all(trial.memory is not None and trial.memory.low_bytes > 0 for trial in trials)
    assert all(trial.cpu is not None and trial.cpu.user_seconds > 0 for trial in trials)
    cases = {planned.case.id: planned.case for planned in result.run.header.plan.cases}
    for trial in trials:
        resources = cases[trial.case_id].resources
        measured = trial.phase_totals["measure"]
        used_seconds = measured["cpu_tree.user_seconds"] + measured["cpu_tree.system_seconds"]
        cores = resources.workers * resources.threads_per_worker + 0.5
        assert used_seconds <= cores * sum(trial.wall_seconds) + 0.5, "more cores work than were asked for"
    idle = [each.message for each in build_report(result.run).diagnoses if each.evidence.get("busy_threads") == 1]
    assert not [message for message in idle if "did all the work" in message], "workers that were asked for did nothing"
    for case in {trial.case_id for trial in trials}:
        scores = [trial.score.value for trial in trials if trial.case_id == case]
        apart = max(scores) - min(scores)
        assert apart <= (0 if plugin.deterministic else trials[0].score.tolerance or math.inf), scores
