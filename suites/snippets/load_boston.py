"""Prices of houses in Boston, by linear regression."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """The data set is gone since scikit-learn 1.2, which says why."""

    name = "load_boston, as printed"
    score_name = "R²"

    def run(self, data, context):
        from sklearn.datasets import load_boston
        from sklearn.linear_model import Ridge

        X, y = load_boston(return_X_y=True)
        return Ridge().fit(X, y).score(X, y)

    def score(self, data, found):
        return found


class Mended(AsPrinted):
    """Another small regression problem that comes with scikit-learn."""

    name = "load_boston, mended"

    def run(self, data, context):
        from sklearn.datasets import load_diabetes
        from sklearn.linear_model import Ridge

        X, y = load_diabetes(return_X_y=True)
        return Ridge().fit(X, y).score(X, y)
