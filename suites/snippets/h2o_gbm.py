"""H2O from Python: boosted trees on rows handed to its JVM."""

from workbench.contracts import Workload


class AsPrinted(Workload):
    """The functions of H2O's module were replaced by classes in version 3."""

    name = "h2o.gbm, as printed"
    score_name = "accuracy"

    def load(self, folder):
        import numpy as np

        random = np.random.default_rng(0)
        X = random.normal(size=(3_000, 5))
        return X, (X[:, 0] + X[:, 1] > 0).astype(int)

    def run(self, data, context):
        import h2o

        X, y = data
        h2o.init(nthreads=context.workers, bind_to_localhost=True)
        try:
            frame = h2o.H2OFrame({"y": y.tolist(), **{f"x{column}": X[:, column].tolist() for column in range(5)}})
            frame["y"] = frame["y"].asfactor()
            model = h2o.gbm(x=frame.columns[1:], y="y", training_frame=frame, ntrees=20)
            return model.predict(frame)["predict"].as_data_frame(use_pandas=False)[1:]
        finally:
            h2o.cluster().shutdown()

    def score(self, data, predicted):
        return sum(int(found) == wanted for (found,), wanted in zip(predicted, data[1], strict=True)) / len(data[1])


class Mended(AsPrinted):
    """An estimator is made, and trained."""

    name = "h2o.gbm, mended"

    def run(self, data, context):
        import h2o
        from h2o.estimators import H2OGradientBoostingEstimator

        X, y = data
        h2o.init(nthreads=context.workers, bind_to_localhost=True)
        try:
            frame = h2o.H2OFrame({"y": y.tolist(), **{f"x{column}": X[:, column].tolist() for column in range(5)}})
            frame["y"] = frame["y"].asfactor()
            model = H2OGradientBoostingEstimator(ntrees=20)
            model.train(x=frame.columns[1:], y="y", training_frame=frame)
            return model.predict(frame)["predict"].as_data_frame(use_pandas=False)[1:]
        finally:
            h2o.cluster().shutdown()
