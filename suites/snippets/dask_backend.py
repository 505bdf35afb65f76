"""A grid search of scikit-learn on Dask's workers."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """No backend has this name since joblib 1.0: it is called dask."""

    name = "parallel_backend('dask.distributed'), as printed"
    score_name = "accuracy"

    def load(self, folder):
        from sklearn.datasets import load_digits

        X, y = load_digits(return_X_y=True)
        return X / 16, y % 2

    def run(self, data, context):
        import joblib
        from dask.distributed import Client
        from sklearn.linear_model import SGDClassifier
        from sklearn.model_selection import GridSearchCV

        search = GridSearchCV(SGDClassifier(random_state=0), {"alpha": [1e-4, 1e-3, 1e-2]}, cv=3)
        with Client(processes=False, dashboard_address="127.0.0.1:0"):
            with joblib.parallel_backend("dask.distributed"):
                return search.fit(*data)

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """And parallel_config has taken parallel_backend's place."""

    name = "parallel_backend('dask.distributed'), mended"

    def run(self, data, context):
        import joblib
        from dask.distributed import Client
        from sklearn.linear_model import SGDClassifier
        from sklearn.model_selection import GridSearchCV

        search = GridSearchCV(SGDClassifier(random_state=0), {"alpha": [1e-4, 1e-3, 1e-2]}, cv=3)
        with Client(processes=False, dashboard_address="127.0.0.1:0"):
            with joblib.parallel_config("dask"):
                return search.fit(*data)
