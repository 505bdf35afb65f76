"""What is kept of a practice cluster, and what is made of a file that is none."""

import os
import stat
from dataclasses import replace

import pytest

from workbench.model.practice import EngineAccess, PracticeCluster, PracticeNode, PracticeProcess
from workbench.practice import state
from workbench.practice.tools import PracticeError


@pytest.fixture
def cluster(tmp_path):
    folder, scratch = tmp_path / "clusters" / "lab", tmp_path / "scratch"
    folder.mkdir(parents=True)
    scratch.mkdir()
    return PracticeCluster(
        name="lab",
        marker="0123456789abcdef",
        folder=str(folder),
        scratch=str(scratch),
        host_address="10.77.0.1",
        prefix_bits=24,
        made_at=1.5,
        workers_per_node=2,
        cpus_per_worker=0.2,
        nodes=(PracticeNode("lab-1", "10.77.0.11", str(scratch / "1"), "space", "link", ("/a", "/b")),),
        processes=(PracticeProcess("worker", 7, 8, "dask", "lab-1", ("python", "-m", "x"), {"A": "b"}, log="log"),),
        engines={"dask": EngineAccess("tls://10.77.0.1:8786", {"ca": "ca.pem"})},
    )


def root(cluster):
    return os.path.dirname(cluster.folder)


def test_what_is_written_is_read_again(cluster):
    state.write_cluster(cluster)
    assert state.read_cluster(root(cluster), "lab") == cluster
    state.write_cluster(replace(cluster, complete=True))
    assert state.known_cluster(root(cluster), "lab").complete
    assert os.listdir(cluster.folder) == [state.FILE]
    assert cluster.node("lab-1").address == "10.77.0.11"


def test_only_this_user_may_read_it(cluster):
    state.write_cluster(cluster)
    state.write_private(os.path.join(cluster.folder, "token"), b"secret")
    modes = [stat.S_IMODE(os.stat(os.path.join(cluster.folder, name)).st_mode) for name in os.listdir(cluster.folder)]
    assert modes == [0o600, 0o600]


def test_there_is_none_until_it_is_written(cluster, tmp_path):
    assert state.read_cluster(root(cluster), "lab") is None
    assert state.names(root(cluster)) == ()
    assert state.names(str(tmp_path / "nowhere")) == ()
    with pytest.raises(PracticeError, match="there is no practice cluster 'lab'; there is none"):
        state.known_cluster(root(cluster), "lab")


def test_another_name_is_told_which_there_are(cluster):
    state.write_cluster(cluster)
    with pytest.raises(PracticeError, match="there is lab"):
        state.known_cluster(root(cluster), "lap")


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[1]", b'{"name": 3}'])
def test_a_file_that_is_none_is_named(cluster, content):
    state.write_private(os.path.join(cluster.folder, state.FILE), content)
    with pytest.raises(PracticeError, match=r"cluster\.json holds no practice cluster"):
        state.read_cluster(root(cluster), "lab")


@pytest.mark.parametrize("name", ["", "..", "a/b", "Lab", "1", "a" * 17, "a b", "a\n"])
def test_a_name_that_would_leave_the_folder_or_not_fit_is_refused(cluster, name):
    with pytest.raises(PracticeError, match="can't name a cluster"):
        state.read_cluster(root(cluster), name)


def test_forgetting_leaves_nothing_and_follows_no_link(cluster, tmp_path):
    state.write_cluster(cluster)
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    os.symlink(kept, os.path.join(cluster.folder, "link"))
    os.mkdir(os.path.join(cluster.folder, "logs"))
    state.forget(cluster)
    assert os.listdir(root(cluster)) == []
    assert not os.path.exists(cluster.scratch)
    assert os.listdir(kept) == ["file"]


def test_the_folder_is_the_users_state_folder(tmp_path):
    assert state.default_root({"XDG_STATE_HOME": "/x"}) == "/x/workbench/clusters"
    assert state.default_root({"XDG_STATE_HOME": "x"}) == os.path.expanduser("~/.local/state/workbench/clusters")


def test_one_reserves_at_a_time(tmp_path):
    import fcntl

    with state.reserving(str(tmp_path)), open(tmp_path / ".lock", "w") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
