"""One call of each solver, on one worker."""

from __future__ import annotations

import os

from .calling import Started, prepared, solver, workload

WORKLOADS = {
    "ridge": {"samples": 10_000, "features": 100},
    "flights": {"rows": 20_000},
    "text": {"documents": 800},
}
SOLVERS = {
    "ridge": ("sklearn.Ridge[cholesky]", "sklearn.Ridge[saga]", "sklearn.SGDRegressor"),
    "flights": ("sklearn.LogisticRegression[lbfgs]", "sklearn.SGDClassifier", "sklearn.RandomForestClassifier"),
    "text": ("sklearn.TfidfVectorizer", "sklearn.HashingVectorizer"),
}


class Solving:
    """`case` is a workload and a solver: `ridge sklearn.Ridge[saga]`. The data is made once, and not timed."""

    params = [f"{name} {solver}" for name, solvers in SOLVERS.items() for solver in solvers]
    param_names = ["case"]
    number = 1
    repeat = (2, 6, 6.0)
    rounds = 2
    warmup_time = 0.0
    timeout = 300

    def setup_cache(self):
        """Where the data of all workloads lies."""
        root = os.path.join(os.getcwd(), "data")
        for name, parameters in WORKLOADS.items():
            prepared(workload(name, **parameters), os.path.join(root, name))
        return root

    def setup(self, root, case):
        """Open the data and import what the solver uses."""
        name, _, chosen = case.partition(" ")
        self.data = workload(name, **WORKLOADS[name]).load(os.path.join(root, name))
        self.solver = solver(chosen)
        self.solver.setup(self.data)
        self.backend = Started("serial", 1)

    def teardown(self, root, case):
        """Take the backend down."""
        self.backend.stop()

    def time_solve(self, root, case):
        """One call."""
        self.solver.solve(self.data, self.backend.context)

    def peakmem_solve(self, root, case):
        """The peak of this process, data and libraries included."""
        self.solver.solve(self.data, self.backend.context)
