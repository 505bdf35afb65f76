import numpy as np
import pytest

from workbench.errors import PluginError
from workbench.solvers.estimator import Estimator, imported_class
from workbench.workloads._split import Split

DATA = Split(np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1]), np.array([[0.5], [2.5]]), np.array([0, 1]))


def solved(context, path, **parameters):
    solver = Estimator(path=path, **parameters)
    solver.setup(DATA)
    return solver.solve(DATA, context)


def test_parameters_go_to_the_constructor_and_the_seed_where_there_is_a_random_state(context):
    model = solved(context, "sklearn.svm.SVC", C=0.25, kernel="linear")
    assert model.predict(DATA.X_test).tolist() == [0, 1]
    assert (model.C, model.kernel, model.random_state) == (0.25, "linear", 7)
    assert solved(context, "sklearn.svm.SVC", random_state=3).random_state == 3


def test_an_estimator_without_a_random_state_works(context):
    assert solved(context, "sklearn.neighbors.KNeighborsClassifier", n_neighbors=1).predict(DATA.X_test).tolist() == [
        0,
        1,
    ]


def told(path, **parameters):
    with pytest.raises(PluginError) as caught:
        Estimator(path=path, **parameters).setup(DATA)
    return "%s|%s" % (caught.value, caught.value.remedy)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("", "write the dotted path of a class"),
        ("SVC", "write the dotted path of a class"),
        ("sklearn.svm.SVC()", "write the dotted path of a class"),
        ("sklearn.svm.", "write the dotted path of a class"),
        ("sklearn.svn.SVC", "sklearn.svn can't be imported"),
        ("nosuchthing.SVC", "nosuchthing can't be imported"),
        ("sklearn.svm.SVCC", "sklearn.svm has no 'SVCC'|did you mean 'SVC'?"),
        ("sklearn.svm.l1_min_c", "is not a class with fit and predict"),
        ("sklearn.preprocessing.StandardScaler", "is not a class with fit and predict"),
    ],
)
def test_what_is_no_estimator_is_told_in_a_sentence(path, sentence):
    assert sentence in told(path)


def test_a_misspelt_parameter_is_told_with_the_nearest_name():
    assert "takes no parameter 'kernal'|did you mean 'kernel'?" in told("sklearn.svm.SVC", kernal="rbf")


def test_the_class_itself_is_imported():
    from sklearn.svm import SVC

    assert imported_class("sklearn.svm.SVC") is SVC


@pytest.mark.parametrize(
    ("path", "does", "not_"),
    [
        ("sklearn.svm.SVC", "classification", "regression"),
        ("sklearn.linear_model.Ridge", "regression", "classification"),
    ],
)
def test_a_class_that_says_what_it_is_does_nothing_else(path, does, not_):
    solver = Estimator(path=path)
    solver.check()
    assert does in solver.tasks
    assert not_ not in solver.tasks


def test_a_class_that_does_not_say_may_do_all():
    solver = Estimator(path="sklearn.model_selection.GridSearchCV")
    solver.check()
    assert solver.tasks == Estimator.tasks
