"""Dask-ML's Incremental: any estimator, block by block of a Dask array."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """Incremental calls partial_fit, which a random forest doesn't have."""

    name = "Incremental with a RandomForest, as printed"
    score_name = "accuracy"

    def load(self, folder):
        import dask.array
        from sklearn.datasets import load_digits

        X, y = load_digits(return_X_y=True)
        return dask.array.from_array(X / 16, chunks=(600, 64)), dask.array.from_array(y % 2, chunks=600)

    def run(self, data, context):
        from dask_ml.wrappers import Incremental
        from sklearn.ensemble import RandomForestClassifier

        return Incremental(RandomForestClassifier(n_estimators=50, random_state=0)).fit(*data)

    def score(self, data, model):
        X, y = data
        return float((model.predict(X) == y).mean().compute())


class Mended(AsPrinted):
    """One that learns in parts, and is told all classes."""

    name = "Incremental with a RandomForest, mended"

    def run(self, data, context):
        from dask_ml.wrappers import Incremental
        from sklearn.linear_model import SGDClassifier

        return Incremental(SGDClassifier(random_state=0)).fit(*data, classes=[0, 1])
