"""Logistic regression that leaves columns out."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """The default solver has been lbfgs since scikit-learn 0.22, which can't."""

    name = "LogisticRegression with l1, as printed"
    score_name = "accuracy"

    def load(self, folder):
        from sklearn.datasets import load_digits

        X, y = load_digits(return_X_y=True)
        return X / 16, y % 2

    def run(self, data, context):
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(penalty="l1", C=1.0).fit(*data)

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """saga can; and since 1.8 it is asked for by `l1_ratio`."""

    name = "LogisticRegression with l1, mended"

    def run(self, data, context):
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(solver="saga", l1_ratio=1.0, C=1.0, max_iter=500, random_state=0).fit(*data)
