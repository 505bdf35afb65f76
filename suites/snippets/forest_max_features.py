"""A random forest that looks at some columns a split."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """`auto` is gone since scikit-learn 1.3."""

    name = "RandomForestClassifier, as printed"
    score_name = "accuracy"

    def load(self, folder):
        from sklearn.datasets import load_digits

        X, y = load_digits(return_X_y=True)
        return X / 16, y % 2

    def run(self, data, context):
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(n_estimators=50, max_features="auto", random_state=0).fit(*data)

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """What it meant is called sqrt, and is the default."""

    name = "RandomForestClassifier, mended"

    def run(self, data, context):
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(n_estimators=50, max_features="sqrt", random_state=0).fit(*data)
