from __future__ import annotations

import numpy as np
import pytest
from pyarrow import csv

from workbench.solvers import _h2o_csv, _h2o_mojo


@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_numbers_read_back_as_they_were(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(_h2o_csv, "CHUNK_BYTES", 100)
    rows = np.random.default_rng(0).standard_normal((17, 3)).astype(kind)
    labels = np.arange(17, dtype=np.int8) % 2
    _h2o_csv.write_rows(str(tmp_path / "rows.csv"), rows, labels, "y")
    table = csv.read_csv(tmp_path / "rows.csv")
    assert table.column_names == ["x0", "x1", "x2", "y"]
    read = np.stack([table.column(name).to_numpy() for name in ("x0", "x1", "x2")], axis=1)
    assert (read.astype(kind) == rows).all()
    assert table.column("y").to_pylist() == labels.tolist()


def test_without_labels_there_is_no_column_of_them(tmp_path):
    _h2o_csv.write_rows(str(tmp_path / "rows.csv"), np.zeros((2, 1)), None, "y")
    assert csv.read_csv(tmp_path / "rows.csv").column_names == ["x0"]


def test_probabilities_come_in_the_order_of_the_files(tmp_path):
    (tmp_path / "a").write_text('"predict","p0","p1"\n1,0.25,0.75\n0,0.9,0.1\n')
    (tmp_path / "b").write_text("predict,p0,p1\n1,0,1\n")
    found = _h2o_csv.read_probabilities([str(tmp_path / "b"), str(tmp_path / "a")])
    assert found.tolist() == [[0.0, 1.0], [0.25, 0.75], [0.9, 0.1]]


@pytest.mark.parametrize(("rows", "count"), [(10, 3), (2, 4), (8, 1)])
def test_parts_hold_every_row_once_and_are_nearly_equal(rows, count):
    parts = _h2o_mojo.parts_of(list(range(rows)), count)
    assert [row for part in parts for row in part] == list(range(rows))
    assert len(parts) == count
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_java_that_fails_is_told_with_what_it_said(tmp_path, monkeypatch):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho no such class >&2\nexit 3\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(_h2o_mojo, "_jar", lambda: "none.jar")
    mojo = _h2o_mojo.Mojo(str(tmp_path / "model.zip"), 2, 2**30)
    with pytest.raises(_h2o_mojo.WorkbenchError, match="status 3: no such class"):
        mojo.predict_proba(np.zeros((4, 2)))
