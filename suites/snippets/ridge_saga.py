"""Ridge by stochastic gradients: the solver saga, with its columns scaled."""

import numpy as np

from workbench.contracts import Workload


class AsPrinted(Workload):
    """`normalize` is gone since scikit-learn 1.2: scaling is a step of its own."""

    name = "Ridge with saga, as printed"
    score_name = "R²"

    def load(self, folder):
        random = np.random.default_rng(0)
        rows = random.normal(size=(20_000, 100))
        return rows, rows @ random.normal(size=100) + random.normal(size=20_000)

    def run(self, data, context):
        from sklearn.linear_model import Ridge

        return Ridge(alpha=1.0, solver="saga", normalize=True, random_state=0).fit(*data)

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """The scaler stands before it in a pipeline."""

    name = "Ridge with saga, mended"

    def run(self, data, context):
        from sklearn.linear_model import Ridge
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        return make_pipeline(StandardScaler(), Ridge(alpha=1.0, solver="saga", random_state=0)).fit(*data)
