from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.solvers._torch_rows import Rank, coded, labelled, share, whole_batches


@given(start=st.integers(0, 1000), rows=st.integers(0, 300), size=st.integers(1, 9))
def test_shares_cover_a_batch_once_and_evenly(start, rows, size):
    batch = slice(start, start + rows)
    parts = [share(batch, Rank(number, size, None)) for number in range(size)]
    covered = [row for part in parts for row in range(part.start, part.stop)]
    assert covered == list(range(batch.start, batch.stop))
    lengths = [part.stop - part.start for part in parts]
    assert max(lengths) - min(lengths) <= 1


def test_every_step_has_a_whole_batch():
    found = list(whole_batches(rows=103, batch_rows=10, passes=2, seed=0))
    assert len(found) == 20
    assert {batch.stop - batch.start for batch in found} == {10}
    assert sorted(batch.start for batch in found) == sorted([*range(0, 100, 10)] * 2)


def test_fewer_rows_than_a_batch_are_one():
    assert list(whole_batches(rows=7, batch_rows=10, passes=1, seed=0)) == [slice(0, 7)]


def test_labels_are_numbered_in_their_order():
    classes, codes = coded(np.array(["b", "a", "c", "a"]))
    assert classes.tolist() == ["a", "b", "c"]
    assert codes.tolist() == [1, 0, 2, 0]


@pytest.mark.parametrize("kind", ["mapped", "part of a map", "in memory"])
def test_rows_are_told_by_the_file_that_holds_just_them(kind, tmp_path):
    rows = np.arange(12.0).reshape(6, 2)
    np.save(tmp_path / "X.npy", rows)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    given_rows = {"mapped": mapped, "part of a map": mapped[:3], "in memory": rows}[kind]
    told = labelled(given_rows, np.zeros(len(given_rows), int), str(tmp_path))
    assert (told.path == str(tmp_path / "X.npy")) == (kind == "mapped")
    assert np.array_equal(told.opened(), given_rows)
