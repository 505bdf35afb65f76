import numpy as np
import pytest

from workbench.errors import DataError
from workbench.solvers.sklearn_hashing_vectorizer_transform import Transform
from workbench.solvers.sklearn_tfidf_vectorizer_fit_transform import FitTransform
from workbench.workloads._corpus import Document
from workbench.workloads.vectorizing import Vectorizing


class Small(Vectorizing):
    """60 documents of some 1,100 bytes, told apart by a word."""

    def documents(self):
        for number in range(60):
            label = ("sea", "leaf")[number % 2]
            yield Document(label, "group %d" % (number // 2 % 10), "%s %s" % (label, "word%d é " % number * 100))


def test_there_is_as_much_text_as_asked_for_even_where_it_must_repeat(prepared):
    for megabytes in (0.1, 0.3):
        folder = prepared(Small(megabytes=megabytes), str(megabytes))
        size = (folder / "train.txt").stat().st_size
        assert megabytes * 1e6 <= size < megabytes * 1e6 + 2000
        assert Small(megabytes=megabytes).data_bytes() == megabytes * 1e6


def test_the_score_tells_whether_rows_hold_what_they_should(prepared, context):
    workload = Small(megabytes=0.1)
    data = workload.load(str(prepared(workload)))

    def scored(texts):
        solver = FitTransform()
        solver.setup(data)
        return workload.score(data, solver.solve(data._replace(X_train=texts), context))

    assert scored(data.X_train) == 1
    assert scored(["the same"] * len(data.X_train)) < 0.8


@pytest.mark.parametrize("partitions", [1, 3, 1000])
def test_parts_come_back_in_order(partitions, prepared, context):
    workload = Small(megabytes=0.1)
    data = workload.load(str(prepared(workload)))
    solver = Transform(n_features=2**10, partitions=partitions)
    solver.setup(data)
    handed = []
    context.map = lambda function, parts: handed.extend(parts) or [function(part) for part in parts]
    result = solver.solve(data, context)
    assert len(handed) <= partitions
    assert np.array_equal(result.train.toarray(), result.transform(data.X_train).toarray())
    assert workload.score(data, result) > 0.8


@pytest.mark.parametrize("megabytes", [0.0, -1.0, 1e9])
def test_sizes_that_make_no_sense_are_refused(megabytes):
    with pytest.raises(DataError, match="megabytes"):
        Vectorizing(megabytes=megabytes)
