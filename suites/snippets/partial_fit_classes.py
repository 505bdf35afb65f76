"""Out-of-core classification: the first batch."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """A classifier can't know from one batch which classes there will be."""

    name = "partial_fit, as printed"
    score_name = "accuracy"

    def load(self, folder):
        from sklearn.datasets import load_digits

        X, y = load_digits(return_X_y=True)
        return X / 16, y % 2

    def run(self, data, context):
        from sklearn.linear_model import SGDClassifier

        X, y = data
        model = SGDClassifier(random_state=0)
        for first in range(0, len(X), 512):
            model.partial_fit(X[first : first + 512], y[first : first + 512])
        return model

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """The first call names them all."""

    name = "partial_fit, mended"

    def run(self, data, context):
        from sklearn.linear_model import SGDClassifier

        X, y = data
        model = SGDClassifier(random_state=0)
        for first in range(0, len(X), 512):
            model.partial_fit(X[first : first + 512], y[first : first + 512], classes=[0, 1])
        return model
