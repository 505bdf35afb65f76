"""Dask-ML's ParallelPostFit: train on few rows, predict many, block by block."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """Trained inside the wrapper, as usually printed."""

    name = "ParallelPostFit, as printed"
    score_name = "accuracy"

    def load(self, folder):
        import dask.array
        from sklearn.datasets import load_digits

        X, y = load_digits(return_X_y=True)
        X, y = X / 16, y % 2
        many = dask.array.from_array(X, chunks=(600, 64))
        return X[:600], y[:600], dask.array.concatenate([many] * 5), y

    def run(self, data, context):
        from dask_ml.wrappers import ParallelPostFit
        from sklearn.ensemble import GradientBoostingClassifier

        X, y, many, _ = data
        model = ParallelPostFit(estimator=GradientBoostingClassifier(random_state=0), scoring="accuracy")
        model.fit(X, y)
        return model.predict(many).compute()

    def score(self, data, predicted):
        y = data[3]
        return float((predicted[: len(y)] == y).mean())


class Mended(AsPrinted):
    """The same without the wrapper: Dask maps any function over the blocks of an array."""

    name = "ParallelPostFit, mended"

    def run(self, data, context):
        from sklearn.ensemble import GradientBoostingClassifier

        X, y, many, _ = data
        model = GradientBoostingClassifier(random_state=0).fit(X, y)
        return many.map_blocks(model.predict, dtype=y.dtype, drop_axis=1).compute()
