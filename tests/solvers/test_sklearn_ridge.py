from types import SimpleNamespace

import numpy as np
import pytest

from workbench.solvers.cuml_accel_ridge import PLUGIN as ACCELERATED
from workbench.solvers.sklearn_ridge import Ridge

DATA = SimpleNamespace(X_train=np.zeros((100, 6)))


@pytest.mark.parametrize("variant", ["auto", "cholesky"])
def test_what_solves_at_once_knows_what_it_takes(variant):
    solver = Ridge(variant)
    assert solver.operations(DATA) == 100 * 36 + 72 + 1200
    assert solver.moved_bytes(DATA) == 100 * 6 * 8


@pytest.mark.parametrize("variant", ["lsqr", "sag", "saga"])
def test_passes_until_it_is_done_are_not_known(variant):
    assert Ridge(variant).operations(DATA) is None
    assert Ridge(variant).moved_bytes(DATA) is None


def test_what_runs_in_its_place_on_a_card_goes_its_own_way():
    assert ACCELERATED("auto").operations(DATA) is None
