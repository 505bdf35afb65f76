"""Logistic regression by stochastic gradients."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """The loss was renamed in scikit-learn 1.1, and the old name is gone since 1.3."""

    name = "SGDClassifier of the logistic loss, as printed"
    score_name = "accuracy"

    def load(self, folder):
        from sklearn.datasets import load_digits

        X, y = load_digits(return_X_y=True)
        return X / 16, y % 2

    def run(self, data, context):
        from sklearn.linear_model import SGDClassifier

        return SGDClassifier(loss="log", random_state=0).fit(*data)

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """It is called log_loss."""

    name = "SGDClassifier of the logistic loss, mended"

    def run(self, data, context):
        from sklearn.linear_model import SGDClassifier

        return SGDClassifier(loss="log_loss", random_state=0).fit(*data)
