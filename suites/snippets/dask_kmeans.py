"""Dask-ML's KMeans on a Dask array."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """With the two knobs of k-means|| that are usually printed."""

    name = "KMeans of Dask-ML, as printed"
    score_name = "share of rows in the right group"

    def load(self, folder):
        import dask.array
        from sklearn.datasets import make_blobs

        X, y = make_blobs(20_000, n_features=4, centers=[[-9] * 4, [0] * 4, [9] * 4], random_state=0)
        return dask.array.from_array(X, chunks=(5_000, 4)), y

    def run(self, data, context):
        from dask_ml.cluster import KMeans

        return KMeans(n_clusters=3, init_max_iter=2, oversampling_factor=10, random_state=0).fit(data[0])

    def score(self, data, model):
        import numpy as np

        y, labels = data[1], np.asarray(model.labels_)
        return float(
            np.mean([np.bincount(y[labels == group], minlength=3).max(initial=0) for group in range(3)]) * 3 / len(y)
        )


class Mended(AsPrinted):
    """scikit-learn's MiniBatchKMeans, given a block at a time."""

    name = "KMeans of Dask-ML, mended"

    def run(self, data, context):
        from sklearn.cluster import MiniBatchKMeans

        model = MiniBatchKMeans(n_clusters=3, n_init=3, random_state=0)
        for block in data[0].blocks:
            model.partial_fit(block.compute())
        model.labels_ = model.predict(data[0].compute())
        return model
