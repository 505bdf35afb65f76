import numpy as np
import pytest

from workbench.solvers.joblib_memory import Memory
from workbench.workloads._split import Split

DATA = Split(["sea sail", "leaf wood", "sea wind", "leaf tree"] * 5, [0, 1] * 10, ["sea"], [0])


@pytest.fixture
def hashings(monkeypatch, tmp_path):
    """How often documents were vectorised."""
    from sklearn.feature_extraction.text import HashingVectorizer

    calls = []
    hash_all = HashingVectorizer.transform
    monkeypatch.setattr(HashingVectorizer, "transform", lambda self, rows: calls.append(1) or hash_all(self, rows))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return calls


@pytest.mark.parametrize(("variant", "in_setup", "in_each_call"), [("none", 0, 1), ("cold", 0, 1), ("warm", 1, 0)])
def test_only_a_filled_cache_saves_the_vectorising(variant, in_setup, in_each_call, hashings, context):
    solver = Memory(variant=variant, n_features=2**8)
    solver.setup(DATA)
    assert len(hashings) == in_setup
    for call in (1, 2):
        solver.solve(DATA, context)
        assert len(hashings) == in_setup + call * in_each_call


def test_what_is_read_back_is_what_was_made(context, hashings):
    found = []
    for variant in Memory.variants:
        solver = Memory(variant=variant, n_features=2**8)
        solver.setup(DATA)
        found.append(solver.solve(DATA, context)[-1].coef_)
    assert np.array_equal(found[0], found[1])
    assert np.array_equal(found[0], found[2])
