import json

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from workbench.errors import DataError
from workbench.workloads.table import Table

ROWS = 50


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A person's folder, from which relative paths start."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("WORKBENCH_WORKING_FOLDER", str(home))
    return home


def columns(**changed):
    numbers = np.arange(ROWS, dtype=np.float64)
    given = {"size": numbers, "colour": ["red", "blue"] * (ROWS // 2), "y": 3 * numbers + 1}
    given.update(changed)
    return pa.table({name: values for name, values in given.items() if values is not None})


WRITERS = {"csv": csv.write_csv, "parquet": parquet.write_table}


def write(folder, kind="csv", **changed):
    WRITERS[kind](columns(**changed), str(folder / ("mine." + kind)))
    return "mine." + kind


def about(data):
    return json.loads((data / "about.json").read_text())


@pytest.mark.parametrize("kind", WRITERS)
def test_numbers_are_standardised_and_text_is_spread(kind, folder, prepared):
    workload = Table(path=write(folder, kind), target="y")
    assert workload.task == "regression"
    data = prepared(workload)
    split = workload.load(str(data))
    assert about(data)["features"] == ["size", "colour=blue", "colour=red"]
    assert split.X_train.shape == (40, 3)
    assert split.X_test.shape == (10, 3)
    assert split.X_train[:, 0].mean() == pytest.approx(0, abs=1e-9)
    assert split.X_train[:, 0].std() == pytest.approx(1)
    assert set(split.X_train[:, 1:].sum(axis=1)) == {1.0}
    assert sorted([*split.y_train, *split.y_test]) == [3.0 * n + 1 for n in range(ROWS)]


def test_a_regression_is_scored_by_r2_and_a_classification_by_accuracy(folder, prepared):
    from sklearn.linear_model import LogisticRegression, Ridge

    for target, model, score_name in (("y", Ridge(alpha=1e-6), "R²"), ("colour", LogisticRegression(), "accuracy")):
        path = write(folder, size=[float(n % 2) for n in range(ROWS)], y=[2.0 * (n % 2) for n in range(ROWS)])
        workload = Table(path=path, target=target)
        split = workload.load(str(prepared(workload, target)))
        assert workload.score(split, model.fit(split.X_train, split.y_train)) == pytest.approx(1.0)
        assert workload.score_name == score_name
        assert workload.tolerance > 0


def test_the_last_column_is_the_target_when_none_is_named(folder, prepared):
    assert about(prepared(Table(path=write(folder))))["features"][0] == "size"
    assert Table(path=write(folder, y=None)).task == "classification"


@pytest.mark.parametrize(("values", "task"), [([True, False], "classification"), ([1, 2], "regression")])
def test_the_type_of_the_target_decides_the_task(values, task, folder):
    for kind in WRITERS:
        path = write(folder, kind, y=values * (ROWS // 2))
        assert Table(path=path, target="y").task == task
        assert Table(path=path, target="y", task="classification").task == "classification"


def test_numbers_may_be_classes(folder, prepared):
    data = prepared(Table(path=write(folder, y=[3, 5] * (ROWS // 2)), target="y", task="classification"))
    assert about(data)["classes"] == ["3.0", "5.0"]
    assert set(Table().load(str(data)).y_train) == {0, 1}


def test_rows_with_a_gap_are_dropped_and_counted(folder, prepared):
    sizes = [None, float("nan"), float("inf"), *range(3, ROWS)]
    colours = ["red"] * 5 + [None] + ["blue"] * (ROWS - 6)
    for kind in WRITERS:
        workload = Table(path=write(folder, kind, size=sizes, colour=colours), target="y")
        data = prepared(workload, kind)
        split = workload.load(str(data))
        assert about(data)["rows_dropped"] == 4
        assert len(split.y_train) + len(split.y_test) == ROWS - 4


def test_what_the_file_decided_is_told(folder):
    (note,) = Table(path=write(folder, y=[0, 1] * (ROWS // 2)), target="y").notes()
    assert "`y` holds numbers, so the task is regression" in note
    assert 'task = "classification"' in note
    (note,) = Table(path=write(folder), target="colour").notes()
    assert "`colour` holds text" in note
    assert "classification" in note
    assert Table(path=write(folder), target="y", task="regression").notes() == []
    assert "its last column" in Table(path=write(folder)).notes()[0]


@pytest.mark.parametrize("kind", WRITERS)
def test_rows_that_are_left_out_are_told(folder, kind):
    path = write(folder, kind, size=[None] * 30 + [1.0] * 20)
    (note,) = Table(path=path, target="y", task="regression").notes()
    assert note == "30 of 50 rows of mine.%s are left out: they have blanks (or infinite values)" % kind


def test_npy_counts_its_columns(folder, prepared):
    array = np.stack([np.arange(20.0), np.arange(20.0) * 2, np.ones(20)], axis=1)
    array[3, 2] = np.nan
    np.save(folder / "mine.npy", array)
    workload = Table(path="mine.npy", target="1")
    data = prepared(workload)
    assert workload.task == "regression"
    assert about(data) == {"task": "regression", "classes": None, "features": ["0", "2"], "rows_dropped": 1}


def test_the_same_file_gives_the_same_bytes_and_key_and_another_does_not(folder, prepared, read_all):
    workload = Table(path=write(folder), target="y")
    assert read_all(prepared(workload, "one")) == read_all(prepared(workload, "two"))
    key = workload.key()
    assert key == Table(path=write(folder), target="y").key()
    assert key != Table(path=write(folder, y=[1.0] * ROWS), target="y").key()


def test_a_constant_column_is_nothing_rather_than_not_a_number(folder, prepared):
    workload = Table(path=write(folder, size=[4.0] * ROWS), target="y")
    assert (workload.load(str(prepared(workload))).X_train[:, 0] == 0).all()


def complaint(folder, prepared, changed, **parameters):
    parameters.setdefault("path", write(folder, **changed))
    with pytest.raises(DataError) as caught:
        prepared(Table(**parameters))
    return "%s|%s" % (caught.value, caught.value.remedy)


@pytest.mark.parametrize(
    ("changed", "parameters", "told"),
    [
        ({}, {"path": "other.csv"}, "other.csv: there is no such file"),
        ({}, {"path": "mine.xlsx"}, "allowed are .csv"),
        ({}, {"path": ""}, "no file is named"),
        ({}, {"target": "colur"}, "no column 'colur'|did you mean 'colour'?"),
        ({}, {"target": "zzz"}, "no column 'zzz'|it has 'size', 'colour', 'y'"),
        ({}, {"target": "colour", "task": "regression"}, "holds text"),
        ({}, {"target": "y", "task": "classification"}, "these are no classes"),
        ({"colour": ["red"] * ROWS}, {"target": "colour"}, "one value only"),
        ({"size": [None] * ROWS}, {"target": "y"}, "no complete row (50 have a missing value)"),
        ({"size": [None] * 45 + [1.0, 2.0, 3.0, 4.0, 5.0]}, {"target": "y"}, "5 complete rows"),
        ({"size": None, "colour": None}, {"target": "y"}, "no column besides the target"),
        ({"size": np.arange(ROWS).astype("datetime64[D]")}, {"target": "y"}, "column 'size' holds date32"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(changed, parameters, told, folder, prepared):
    assert told in complaint(folder, prepared, changed, **parameters)


def test_an_unknown_task_is_refused_at_once():
    with pytest.raises(DataError, match="allowed are regression, classification"):
        Table(path="mine.csv", task="clustering")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2,3\n", b"\x00\xff\x00", b"PAR1", b"PK\x03\x04"])
@pytest.mark.parametrize("ending", ["csv", "parquet", "npy"])
def test_a_broken_file_is_told_in_a_sentence(content, ending, folder, prepared):
    (folder / ("bad." + ending)).write_bytes(content)
    with pytest.raises(DataError, match="bad." + ending):
        prepared(Table(path="bad." + ending))


def test_objects_in_an_npy_file_are_not_unpickled(folder, prepared):
    np.save(folder / "bad.npy", np.array([[{}]], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match=r"bad\.npy can't be read"):
        prepared(Table(path="bad.npy"))


def test_without_a_file_it_can_still_be_described():
    assert Table().task is None
    assert Table().key() == ""
    assert Table().notes() == []
