"""A practice cluster as a suite reaches it."""

import pytest

from workbench.model.practice import EngineAccess, PracticeCluster
from workbench.practice.state import write_cluster
from workbench.practice.tools import PracticeError
from workbench.sessions.practising import Place, make_fault, practice_accesses


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = tmp_path / "workbench" / "clusters" / "lab"
    folder.mkdir(parents=True)

    def keep(**changes):
        engines = {
            "dask": EngineAccess("tls://10.77.0.1:8786", {"ca": "a", "cert": "b", "key": "c"}),
            "ray": EngineAccess("10.77.0.2:6379", token_file="token", network="/run/netns/front"),
        }
        write_cluster(
            PracticeCluster("lab", "0" * 16, str(folder), "", "10.77.0.1", 24, 0.0, 1, engines=engines, **changes)
        )

    return keep


def test_each_engine_is_reached_as_the_cluster_keeps_it(kept):
    kept(complete=True)
    found = practice_accesses("lab")
    assert sorted(found) == ["dask", "ray"]
    assert (found["dask"].engine, found["dask"].address) == ("dask", "tls://10.77.0.1:8786")
    assert (found["dask"].tls_ca, found["dask"].tls_cert, found["dask"].tls_key) == ("a", "b", "c")
    assert (found["ray"].token_file, found["ray"].network) == ("token", "/run/netns/front")


def test_one_that_is_not_up_or_not_there_is_told(kept):
    kept()
    with pytest.raises(PracticeError, match="is not complete"):
        practice_accesses("lab")
    with pytest.raises(PracticeError, match="there is no practice cluster 'lap'; there is lab"):
        practice_accesses("lap")


@pytest.mark.parametrize(
    ("place", "said"),
    [(Place(engine="spark"), "spark is not on lab; there is dask, ray"), (Place(node="x"), "lab has no node 'x'")],
)
def test_a_fault_on_what_is_not_there_is_refused(kept, place, said):
    kept(complete=True)
    with pytest.raises(PracticeError, match=said):
        make_fault("cut-node", "lab", place)
