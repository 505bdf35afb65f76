"""Every solver that computes on cards, where there is none: it says so, before anything is built for it."""

from __future__ import annotations

import os
import shutil

import pytest

import workbench
from workbench import registry


def solvers():
    for name, reference in sorted(registry.catalogue("solver").items()):
        if reference.module.startswith("workbench.") and "cuda" in registry.load(reference).devices:
            yield name


@pytest.mark.skipif(shutil.which("nvidia-smi") is not None, reason="this machine has NVIDIA's driver")
@pytest.mark.skipif("CUDA_VISIBLE_DEVICES" in os.environ, reason="CUDA_VISIBLE_DEVICES says what there is")
@pytest.mark.parametrize(
    "task", sorted({registry.load(registry.resolve("solver", name)).tasks[0] for name in solvers()})
)
def test_without_a_card_it_is_skipped_and_nothing_is_built(task, workload_of, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    workload, parameters = workload_of[task]
    names = [name for name in solvers() if registry.load(registry.resolve("solver", name)).tasks[0] == task]
    result = workbench.run(
        workload,
        parameters=parameters,
        solvers=names,
        devices="cuda",
        measure={"launches": 1},
        results=str(tmp_path / "results"),
    )
    reasons = {planned.case.solver: planned.skip_reason for planned in result.run.header.plan.cases}
    assert {name.partition("[")[0] for name in reasons} == set(names)
    assert set(reasons.values()) == {"no CUDA device (nvidia-smi not found)"}
    assert {trial.status for trial in result.run.trials} == {"skipped"}
    assert not (tmp_path / "cache" / "workbench" / "environments").exists()
