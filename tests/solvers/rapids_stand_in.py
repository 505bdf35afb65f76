"""Stand-ins for RAPIDS at its boundary: scikit-learn, pandas and NumPy under its names. No card is touched."""

import contextlib
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pandas as pd

PEAK_BYTES = 4321


class OnCard(np.ndarray):
    """Rows as they lie on a card: what isn't shipped is told from them by its type."""


def to_card(values, dtype=None):
    return np.array(values, dtype=dtype).view(OnCard)


def to_host(values):
    return np.array(values)


class Estimators:
    """scikit-learn's estimator that insists on rows of the card; keeps what it was constructed with."""

    def __init__(self, made_of, renamed):
        self.made_of, self.renamed, self.asked = made_of, renamed, {}

    def __call__(self, **arguments):
        self.asked = arguments
        return Estimator(self.made_of(**self.renamed(dict(arguments))))


class Estimator:
    def __init__(self, inner):
        self._inner = inner

    def fit(self, *rows):
        assert all(isinstance(each, OnCard) for each in rows), "not shipped"
        self._inner.fit(*map(to_host, rows))
        return self

    def __getattr__(self, name):
        found = getattr(self._inner, name)
        if callable(found):
            return lambda rows: to_card(found(to_host(rows)))
        return to_card(found) if isinstance(found, (np.ndarray, float)) else found


def module(monkeypatch, name, **members):
    made = ModuleType(name)
    made.__dict__.update(members)
    monkeypatch.setitem(sys.modules, name, made)
    parent, _, last = name.rpartition(".")
    if parent in sys.modules and parent:
        monkeypatch.setattr(sys.modules[parent], last, made, raising=False)
    return made


def arrays(monkeypatch):
    """cupy and rmm; returns the names of what was counted."""
    told = SimpleNamespace(depth=0, synchronized=0)

    def synchronize():
        told.synchronized += 1

    def push():
        told.depth += 1

    def pop():
        told.depth -= 1
        return SimpleNamespace(peak_bytes=PEAK_BYTES)

    device = SimpleNamespace(Device=lambda: SimpleNamespace(synchronize=synchronize))
    module(monkeypatch, "cupy", ndarray=OnCard, asarray=to_card, asnumpy=to_host, cuda=device)
    module(monkeypatch, "rmm")
    module(monkeypatch, "rmm.statistics", enable_statistics=lambda: None, push_statistics=push, pop_statistics=pop)
    return told


def estimators(monkeypatch):
    """cuml's, by name."""
    from sklearn.cluster import KMeans
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.svm import SVC

    def same(arguments):
        return arguments

    def ridge(arguments):
        return dict(arguments, solver={"eig": "cholesky", "svd": "svd"}[arguments["solver"]])

    made = {
        "linear_model": {"Ridge": (Ridge, ridge), "LogisticRegression": (LogisticRegression, same)},
        "ensemble": {"RandomForestClassifier": (RandomForestClassifier, same)},
        "svm": {"SVC": (SVC, same)},
        "cluster": {"KMeans": (KMeans, same)},
        "neighbors": {"KNeighborsClassifier": (KNeighborsClassifier, same)},
    }
    module(monkeypatch, "cuml")
    found = {}
    for room, classes in made.items():
        named = {name: Estimators(*how) for name, how in classes.items()}
        module(monkeypatch, "cuml." + room, **named)
        found.update(named)
    return found


class Frame(pd.DataFrame):
    """pandas' frame, that comes home."""

    @property
    def _constructor(self):
        return Frame

    def to_pandas(self):
        return pd.DataFrame(self)


def frames(monkeypatch):
    """cudf; returns what read_csv was asked."""
    asked = {}

    def read_csv(path, **arguments):
        asked.update(arguments)
        return Frame(pd.read_csv(path, **arguments))

    module(monkeypatch, "cudf", read_csv=read_csv, DataFrame=Frame)
    return asked


def graphs(monkeypatch):
    """cugraph, whose ranks are SciPy's in another order of nodes."""
    asked = {}

    class Graph:
        def __init__(self, directed):
            asked["directed"] = directed

        def from_cudf_edgelist(self, links, source, destination, **how):
            asked.update(how)
            self.links, self.ends = links, (links[source], links[destination])

    def pagerank(graph, alpha, tol, max_iter):
        from workbench.contracts import Context
        from workbench.solvers.scipy_pagerank import PageRank

        sources, targets = (end.to_numpy() for end in graph.ends)
        data = SimpleNamespace(sources=sources, targets=targets, nodes=int(max(sources.max(), targets.max())) + 1)
        data.damping = alpha
        solver = PageRank(tol=tol, max_iter=max_iter)
        solver.setup(data)
        context = Context(1, 1, 0, "", map, lambda name: contextlib.nullcontext())
        ranks = solver.solve(data, context)
        order = np.arange(data.nodes)[::-1]
        return Frame({"vertex": order, "pagerank": ranks[order]})

    module(monkeypatch, "cugraph", Graph=Graph, pagerank=pagerank)
    return asked


def accelerator(monkeypatch, called):
    """cuml.accel; `called` maps what it would have called to its counts."""
    asked = {}

    @contextlib.contextmanager
    def profile(quiet):
        yield SimpleNamespace(method_calls=called)

    module(monkeypatch, "cuml")
    module(monkeypatch, "cuml.accel", install=lambda **arguments: asked.update(arguments), profile=profile)
    return asked


def cluster(monkeypatch):
    """dask_cuda and cuml.dask: threads here stand in for processes with a card each; returns what was asked."""
    from distributed import LocalCluster
    from sklearn.neighbors import KNeighborsClassifier

    asked = {}

    def local_cuda_cluster(**arguments):
        asked.update(arguments)
        told = {**arguments, "protocol": "inproc", "host": None}
        return LocalCluster(processes=False, **told)

    class Neighbours:
        def __init__(self, client, n_neighbors):
            asked["workers"] = len(client.scheduler_info()["workers"])
            self.model = KNeighborsClassifier(n_neighbors, algorithm="brute")

        def fit(self, rows, labels):
            assert all(isinstance(block.compute(), OnCard) for block in rows.blocks), "not shipped"
            self.model.fit(to_host(rows.compute()), to_host(labels.compute()))
            asked["parts"] = rows.numblocks[0]
            return self

        def predict_proba(self, rows):
            def shares(part):
                return to_card(self.model.predict_proba(to_host(part)))

            return rows.map_blocks(shares, chunks=(rows.chunks[0], (2,)), meta=to_card(np.empty((0, 2))))

    module(monkeypatch, "dask_cuda", LocalCUDACluster=local_cuda_cluster)
    module(monkeypatch, "cuml")
    module(monkeypatch, "cuml.dask")
    module(monkeypatch, "cuml.dask.neighbors", KNeighborsClassifier=Neighbours)
    return asked
