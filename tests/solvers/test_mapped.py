import pickle

import numpy as np
import pytest

from workbench.solvers._mapped import parts, read

ROWS = np.arange(35.0).reshape(7, 5)


@pytest.fixture
def mapped(tmp_path):
    np.save(tmp_path / "rows.npy", ROWS)
    return np.load(tmp_path / "rows.npy", mmap_mode="r")


@pytest.mark.parametrize("part_rows", [1, 3, 7, 100])
def test_parts_hold_every_row_once_and_in_order(mapped, part_rows):
    for rows in (mapped, ROWS):
        found = [read(part) for part in parts(rows, part_rows)]
        assert max(map(len, found)) <= part_rows
        assert np.array_equal(np.concatenate(found), ROWS)


def test_a_part_of_a_file_carries_no_rows(mapped):
    (part,) = parts(mapped, 100)
    assert len(pickle.dumps(part)) < ROWS.nbytes + 100
    assert part.rows is None
    assert read(part).base is not None


def test_rows_that_are_not_all_of_their_file_are_carried(mapped):
    (part,) = parts(mapped[2:5], 100)
    assert np.array_equal(read(part), ROWS[2:5])
    (part,) = parts(mapped[:, :2], 100)
    assert np.array_equal(read(part), ROWS[:, :2])
