import resource
import subprocess
import sys

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads import _chunked
from workbench.workloads.ridge import Ridge


class Exact:
    """Least squares on the training part."""

    def __init__(self, split):
        self.weights = np.linalg.lstsq(split.X_train, split.y_train, rcond=None)[0]

    def predict(self, rows):
        return rows @ self.weights


def test_the_best_possible_score_is_as_the_noise_has_it(prepared):
    for noise, best in ((0.0, 1.0), (0.5, 0.8), (2.0, 0.2)):
        workload = Ridge(samples=20000, features=10, noise=noise)
        split = workload.load(str(prepared(workload, str(noise))))
        assert workload.score(split, Exact(split)) == pytest.approx(best, abs=0.03)


def test_another_seed_gives_other_data(prepared, read_all):
    one, other = (read_all(prepared(Ridge(samples=100, features=3, seed=seed), str(seed))) for seed in (1, 2))
    assert one["X_train.npy"] != other["X_train.npy"]


def test_several_chunks_join_without_a_seam(prepared, monkeypatch):
    monkeypatch.setattr(_chunked, "CHUNK_BYTES", 800)
    split = Ridge().load(str(prepared(Ridge(samples=1003, features=10))))
    assert split.X_train.shape == (1003, 10)
    assert len(np.unique(split.X_train[:, 0])) == 1003
    assert Ridge().score(split, Exact(split)) > 0.75


def test_the_held_out_part_has_no_row_of_the_training_part(prepared):
    split = Ridge().load(str(prepared(Ridge(samples=500, features=4))))
    assert not np.isin(split.X_test[:, 0], split.X_train[:, 0]).any()


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are POSIX")
def test_making_it_needs_far_less_memory_than_it_has(tmp_path):
    workload = Ridge(samples=50000, features=400)
    code = (
        "import resource, sys; import numpy; from workbench.workloads.ridge import Ridge;"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "Ridge(samples=100, features=400).prepare(sys.argv[1]); before = peak();"
        "Ridge(samples=50000, features=400).prepare(sys.argv[1]); print(peak() - before)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    grown = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    unit = 1 if sys.platform == "darwin" else 1024
    assert grown * unit < 0.4 * workload.data_bytes()


def test_a_full_disk_is_an_error_and_not_a_signal(tmp_path):
    code = (
        "import resource, signal, sys; from workbench.workloads.ridge import Ridge;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000)); Ridge().prepare(sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "OSError" in done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100000


@pytest.mark.parametrize("wrong", [{"samples": 19}, {"features": 0}, {"noise": -1.0}, {"noise": float("nan")}])
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(DataError, match=next(iter(wrong))):
        Ridge(**wrong)


@pytest.mark.parametrize(("first", "last"), [(0, 60000), (0, 1), (15000, 45000), (59999, 60000)])
def test_rows_made_in_place_are_those_on_disk(prepared, first, last):
    """More than one chunk is written."""
    workload = Ridge(samples=60000, features=40)
    split = workload.load(str(prepared(workload)))
    x, y = workload.make_rows(first, last)
    assert np.array_equal(x, split.X_train[first:last])
    assert np.array_equal(y, split.y_train[first:last])
