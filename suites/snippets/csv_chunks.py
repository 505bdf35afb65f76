"""A CSV file in chunks: partial_fit of SGDRegressor on what pandas reads."""

import os

import numpy as np

from workbench.contracts import Workload

ROWS, CHUNK_ROWS = 30_000, 2_000


class AsPrinted(Workload):
    """Gradient descent on columns of unlike size runs away: it needs them scaled."""

    name = "CSV chunks with partial_fit, as printed"
    score_name = "R²"

    def prepare(self, folder):
        import pandas as pd

        random = np.random.default_rng(0)
        table = pd.DataFrame({"minutes": random.uniform(0, 300, ROWS), "distance": random.uniform(80, 2700, ROWS)})
        table["delay"] = 0.2 * table.minutes - 0.01 * table.distance + random.normal(0, 5, ROWS)
        table.to_csv(os.path.join(folder, "rows.csv"), index=False)

    def load(self, folder):
        return os.path.join(folder, "rows.csv")

    def run(self, path, context):
        import pandas as pd
        from sklearn.linear_model import SGDRegressor

        model = SGDRegressor(random_state=0)
        for chunk in pd.read_csv(path, chunksize=CHUNK_ROWS):
            model.partial_fit(chunk[["minutes", "distance"]], chunk["delay"])
        return model

    def score(self, path, model):
        import pandas as pd

        table = pd.read_csv(path)
        return model.score(table[["minutes", "distance"]], table["delay"])


class Mended(AsPrinted):
    """A scaler learns in chunks as well."""

    name = "CSV chunks with partial_fit, mended"

    def run(self, path, context):
        import pandas as pd
        from sklearn.linear_model import SGDRegressor
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        scaler, model = StandardScaler(), SGDRegressor(random_state=0)
        for chunk in pd.read_csv(path, chunksize=CHUNK_ROWS):
            rows = chunk[["minutes", "distance"]]
            model.partial_fit(scaler.partial_fit(rows).transform(rows), chunk["delay"])
        return make_pipeline(scaler, model)
