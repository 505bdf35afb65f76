"""A workload of your own, a solver of your own, and a plain function. Run: workbench run mine.toml"""

from types import SimpleNamespace

import numpy as np

from workbench.contracts import Solver, Workload


class MyWorkload(Workload):
    """The problem: its data, and how a result is scored."""

    name = "noisy-line"
    task = "regression"  # what a solver must be able to do; scikit-learn's regressors then take part too
    parameters = {"samples": 20_000, "features": 50}  # a suite may set these
    score_name = "R²"
    tolerance = 0.01  # scores closer than this count as equal quality

    def prepare(self, folder):
        """Make the data once; it is cached, the same for every solver, and never measured."""
        random = np.random.default_rng(0)
        X = random.normal(size=(self.values["samples"], self.values["features"]))
        y = X @ random.normal(size=self.values["features"]) + random.normal(size=len(X))
        np.save(folder + "/X.npy", X)
        np.save(folder + "/y.npy", y)

    def load(self, folder):
        """Open it in every trial, memory-mapped."""
        X, y = (np.load(f"{folder}/{name}.npy", mmap_mode="r") for name in "Xy")
        half = len(X) // 2
        return SimpleNamespace(X_train=X[:half], y_train=y[:half], X_test=X[half:], y_test=y[half:])

    def score(self, data, result):
        """The quality of a result on held-out data."""
        residual = data.y_test - result.predict(data.X_test)
        return 1 - residual.var() / data.y_test.var()


class MySolver(Solver):
    """One way to solve it: least squares, the columns' sums made on the backend's workers."""

    name = "normal-equations"
    tasks = ("regression",)
    scales_with = "workers"  # "threads": it is parallel inside one process, or not at all

    def solve(self, data, context):
        """Timed. Whatever is handed to context.map runs on the workers of the backend the suite names."""
        parts = np.array_split(np.arange(len(data.X_train)), 8)
        sums = context.map(partial_sums, [(data.X_train[part], data.y_train[part]) for part in parts])
        weights = np.linalg.solve(sum(gram for gram, _ in sums), sum(moment for _, moment in sums))
        return SimpleNamespace(predict=lambda X: X @ weights)


def partial_sums(part):
    """The Gram matrix and the moments of some rows. At the top level, so that worker processes can import it."""
    X, y = part
    return X.T @ X, X.T @ y


def count_primes(workers, limit=60_000):
    """A plain function of `workers`. Run: workbench run --workers 1,2 ./mine.py:count_primes"""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(primes_between, range(0, limit, 5000), range(5000, limit + 1, 5000)))


def primes_between(low, high):
    """How many primes are in [low, high)."""
    return sum(n > 1 and all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(low, high))
