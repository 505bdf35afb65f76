"""Keep a trained model in a file."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """scikit-learn carries no joblib since 0.23."""

    name = "sklearn.externals.joblib, as printed"
    score_name = "accuracy"

    def load(self, folder):
        from sklearn.datasets import load_digits

        X, y = load_digits(return_X_y=True)
        return X / 16, y % 2

    def run(self, data, context):
        import os

        from sklearn.externals import joblib
        from sklearn.linear_model import SGDClassifier

        path = os.path.join(context.scratch, "model.joblib")
        joblib.dump(SGDClassifier(random_state=0).fit(*data), path)
        return joblib.load(path)

    def score(self, data, model):
        return model.score(*data)


class Mended(AsPrinted):
    """joblib is a package of its own, and installed with scikit-learn."""

    name = "sklearn.externals.joblib, mended"

    def run(self, data, context):
        import os

        import joblib
        from sklearn.linear_model import SGDClassifier

        path = os.path.join(context.scratch, "model.joblib")
        joblib.dump(SGDClassifier(random_state=0).fit(*data), path)
        return joblib.load(path)
