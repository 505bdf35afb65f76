"""Ridge with the solver that it chooses itself, where memory is the headline."""

import numpy as np

from workbench.contracts import Workload


class AsPrinted(Workload):
    """It runs, and centres a copy of all rows."""

    name = "Ridge by default, as printed"
    score_name = "R²"

    def load(self, folder):
        random = np.random.default_rng(0)
        rows = random.normal(size=(50_000, 100))
        return rows, rows @ random.normal(size=100) + random.normal(size=50_000)

    def run(self, data, context):
        from sklearn.linear_model import Ridge

        return Ridge(alpha=1.0).fit(*data)

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """Rows that already have a mean of about 0 need no intercept, and so no copy."""

    name = "Ridge by default, mended"

    def run(self, data, context):
        from sklearn.linear_model import Ridge

        return Ridge(alpha=1.0, fit_intercept=False).fit(*data)
