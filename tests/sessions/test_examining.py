"""Which cluster is meant."""

import pytest

from workbench.errors import WorkbenchError
from workbench.sessions import examining


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("nothing:here", "'nothing' is no engine"),
        ("dask:", "is no NAME"),
        ("lab", "there is no practice cluster 'lab'"),
    ],
)
def test_what_names_no_cluster_is_refused(named, said, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with pytest.raises(WorkbenchError, match=said):
        examining.examine_cluster(named, str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_address_is_reached_by_the_engine_it_names():
    access = examining._access("dask:tcp://10.0.0.1:8786")
    assert (access.engine, access.address) == ("dask", "tcp://10.0.0.1:8786")
