"""What ranks of MPI have beyond one solver's contract: they count in the tree, and make the steps of one process."""

from __future__ import annotations

import pytest

import workbench

pytestmark = [pytest.mark.systems, pytest.mark.timeout(3000)]
LAUNCHER, MAIN = 1, 1


def test_ranks_count_in_the_tree_and_make_the_same_steps(tmp_path):
    result = workbench.run(
        "sparse-logistic",
        parameters={"samples": 60000},
        solvers=["sgd.AllReduce"],
        workers=[1, 2],
        measure={"launches": 1, "warmups": 0, "repeats": 3},
        results=str(tmp_path / "results"),
    )
    cases = {planned.case.id: planned.case for planned in result.run.header.plan.cases}
    by_ranks = {cases[trial.case_id].resources.workers: trial for trial in result.run.trials}
    for ranks, trial in by_ranks.items():
        assert (trial.status, trial.reason, trial.leftovers) == ("ok", None, ())
        assert trial.tree_peak_processes >= ranks + LAUNCHER + MAIN
        used = trial.phase_totals["measure"]["cpu_tree.user_seconds"]
        assert used > 0.1, "the main process only waits: what was used, the ranks used"
    one, two = by_ranks[1], by_ranks[2]
    assert one.figures["steps"] == two.figures["steps"]
    assert set(one.figures["moved_bytes"]) == {0}
    steps, moved = two.figures["steps"][0], two.figures["moved_bytes"][0]
    assert moved == steps * 2 * 2000 * 8
    assert two.memory.low_bytes > one.memory.low_bytes
    assert two.score.value == pytest.approx(one.score.value, abs=1e-9)
