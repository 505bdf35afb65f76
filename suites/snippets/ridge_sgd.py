"""Linear regression by SGDRegressor, a given number of passes over the rows."""

import numpy as np

from workbench.contracts import Workload


class AsPrinted(Workload):
    """`n_iter` is gone since scikit-learn 0.21, and `squared_loss` since 1.2."""

    name = "SGDRegressor, as printed"
    score_name = "R²"

    def load(self, folder):
        random = np.random.default_rng(0)
        rows = random.normal(size=(20_000, 100))
        return rows, rows @ random.normal(size=100) + random.normal(size=20_000)

    def run(self, data, context):
        from sklearn.linear_model import SGDRegressor

        return SGDRegressor(loss="squared_loss", n_iter=5, random_state=0).fit(*data)

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """`max_iter` passes, all of them where `tol` is None."""

    name = "SGDRegressor, mended"

    def run(self, data, context):
        from sklearn.linear_model import SGDRegressor

        return SGDRegressor(loss="squared_error", max_iter=5, tol=None, random_state=0).fit(*data)
