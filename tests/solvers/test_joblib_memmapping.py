import os

import numpy as np
import pytest

from workbench.solvers import joblib_memmapping
from workbench.solvers.joblib_memmapping import Memmapping
from workbench.workloads._split import Split

RANDOM = np.random.default_rng(0)
ROWS = RANDOM.standard_normal((3000, 100))
DATA = Split(ROWS, (ROWS[:, 0] > 0).astype(int), ROWS[:1], None)


def test_each_variant_fits_the_same_candidates_on_the_same_folds(context):
    found = []
    for variant in Memmapping.variants:
        solver = Memmapping(variant=variant)
        solver.setup(DATA)
        found.append(solver.solve(DATA, context).coef_)
    assert np.array_equal(found[0], found[1])
    assert np.array_equal(found[0], found[2])


def test_the_best_of_all_candidates_is_taken(context, monkeypatch):
    tried = []

    def judged(candidate, fold):
        tried.append(candidate.alpha)
        return -abs(candidate.alpha - 1e-4)

    monkeypatch.setattr(joblib_memmapping, "_judged", judged)
    solver = Memmapping(alphas=3, cv=2)
    solver.setup(DATA)
    assert solver.solve(DATA, context).alpha == pytest.approx(1e-4)
    assert sorted(tried) == pytest.approx([1e-5, 1e-5, 1e-4, 1e-4, 1e-3, 1e-3])


def test_nothing_is_left_in_the_scratch_folder(context):
    solver = Memmapping(variant="memmap")
    solver.setup(DATA)
    solver.solve(DATA, context)
    assert [name for name in os.listdir(context.scratch) if name.startswith("folds-")] == []


@pytest.mark.parametrize(
    ("variant", "are_mapped", "options"),
    [("memmap", True, {}), ("automatic", False, {}), ("pickle", False, {"max_nbytes": None})],
)
def test_what_is_handed_to_joblib_is_what_the_variant_says(variant, are_mapped, options, context, monkeypatch):
    handed = []

    def parallel(**given):
        assert given == options
        return lambda tasks: [handed.append(fold) or 0.0 for _, (_, fold), _ in tasks]

    solver = Memmapping(variant=variant)
    solver.setup(DATA)
    monkeypatch.setattr(solver.joblib, "Parallel", parallel)
    solver.solve(DATA, context)
    assert len(handed) == 9
    assert len({id(fold[0]) for fold in handed}) == 3
    for train, _, judge, _ in handed:
        assert [isinstance(rows, np.memmap) for rows in (train, judge)] == [are_mapped, are_mapped]
        assert len(train) + len(judge) == len(ROWS)
