import numpy as np
import pytest

from workbench.errors import PluginError
from workbench.solvers import sklearn_sgd_classifier_partitions as module
from workbench.solvers.sklearn_sgd_classifier_partitions import Partitions
from workbench.workloads._split import Split

LABELS = [number % 3 for number in range(60)]
TEXTS = ["%s number%d" % (("sea", "leaf", "stone")[label], number) for number, label in enumerate(LABELS)]
DATA = Split(TEXTS, LABELS, ["the sea", "a leaf"], [0, 1])


def solved(context, **parameters):
    solver = Partitions(n_features=2**10, **parameters)
    solver.setup(DATA)
    return solver.solve(DATA, context)


def test_every_document_is_in_one_part_and_every_label_in_each(context):
    handed = []
    context.map = lambda function, parts: handed.extend(parts) or [function(part) for part in parts]
    solved(context, variant="averaged", partitions=5)
    assert sorted(text for part in handed for text in part.texts) == sorted(TEXTS)
    assert [sorted(set(part.labels.tolist())) for part in handed] == [[0, 1, 2]] * 5
    known = dict(zip(TEXTS, LABELS, strict=True))
    assert all([known[text] for text in part.texts] == part.labels.tolist() for part in handed)


def test_the_coefficients_are_the_mean_of_those_of_the_parts(context):
    models = []
    context.map = lambda function, parts: models.extend(function(part) for part in parts) or models
    classifier = solved(context, variant="averaged", partitions=3)[-1]
    assert np.allclose(classifier.coef_, sum(model.coef_ for model in models) / 3)
    assert np.allclose(classifier.intercept_, sum(model.intercept_ for model in models) / 3)


def test_only_together_are_the_parts_sent_back(context):
    done = []
    context.map = lambda function, parts: done.append(function) or [function(part) for part in parts]
    for variant in Partitions.variants:
        assert solved(context, variant=variant).predict(["the sea", "a leaf"]).tolist() == [0, 1]
    assert done == [module._fitted, module._vectorized]


@pytest.mark.parametrize("partitions", [0, 21])
def test_more_parts_than_a_label_has_documents_are_refused(context, partitions):
    with pytest.raises(PluginError, match="a label has 20 documents"):
        solved(context, partitions=partitions)
