"""`workbench cluster` where nothing is made: what is refused, and what there is to say of nothing."""

import pytest


@pytest.fixture
def cluster(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return lambda *words: cli("cluster", *words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--bandwidth", "fast"), "write it like 200mbit"),
        (("--memory-per-node", "much"), "is not a size"),
        (("--nodes", "0"), "0 is not in the range"),
        (("--cpus-per-worker", "1000"), "this machine has"),
        (("--engine", "slurm"), "slurm"),
        (("Lab",), "can't name a cluster"),
        (("--python", "python3"), "is not ENGINE=PATH"),
        (("--python", "dask=/nowhere/python"), "can't be run"),
    ],
)
def test_what_makes_no_cluster_exits_with_2_and_a_sentence(cluster, tmp_path, words, sentence):
    done = cluster("up", *words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "state").glob("workbench/clusters/[!.]*")) == []


def test_of_nothing_there_is_nothing_to_list_or_end(cluster):
    assert cluster("list").stdout == ""
    assert cluster("list", "--json").stdout.strip() == "[]"
    assert "nothing to end" in cluster("down").stderr


def test_another_name_is_told_which_there_are(cluster, tmp_path):
    from workbench.model.practice import PracticeCluster
    from workbench.practice.state import write_cluster

    folder = tmp_path / "state" / "workbench" / "clusters" / "mine"
    folder.mkdir(parents=True)
    write_cluster(PracticeCluster("mine", "0" * 16, str(folder), str(tmp_path / "none"), "127.0.0.1", 8, 0.0, 1))
    done = cluster("down", "other")
    assert done.returncode == 2
    assert "there is mine" in done.stderr
    assert "not complete" in cluster("list").stdout
    assert "mine is down" in cluster("down", "mine").stderr
