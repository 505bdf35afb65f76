"""Train on one part of the rows, score on the other."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """The module is gone since scikit-learn 0.20."""

    name = "train_test_split, as printed"
    score_name = "accuracy"

    def load(self, folder):
        from sklearn.datasets import load_digits

        X, y = load_digits(return_X_y=True)
        return X / 16, y % 2

    def run(self, data, context):
        from sklearn.cross_validation import train_test_split
        from sklearn.linear_model import SGDClassifier

        X_train, X_test, y_train, y_test = train_test_split(*data, test_size=0.2, random_state=0)
        return SGDClassifier(random_state=0).fit(X_train, y_train)

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """It is part of model_selection."""

    name = "train_test_split, mended"

    def run(self, data, context):
        from sklearn.linear_model import SGDClassifier
        from sklearn.model_selection import train_test_split

        X_train, X_test, y_train, y_test = train_test_split(*data, test_size=0.2, random_state=0)
        return SGDClassifier(random_state=0).fit(X_train, y_train)
