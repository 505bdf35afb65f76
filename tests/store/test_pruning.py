from __future__ import annotations

import os

import pytest

from workbench.errors import StoreError
from workbench.model.trial import FAILED
from workbench.store.catalogue import RunEntry, find_runs
from workbench.store.pruning import PruneRules, prunable, prune
from workbench.store.writer import RunWriter


@pytest.fixture
def results(make_run, make_record, tmp_path):
    whole = (*(make_record(case, launch) for case in (0, 1) for launch in (1, 2, 3)), make_record(2, 1))
    make_run(run_id="oldest", created_at=100.0, trials=whole)
    make_run(run_id="failed", created_at=200.0, trials=(make_record(status=FAILED, wall_seconds=()),))
    make_run(run_id="newest", created_at=300.0)
    return str(tmp_path / "results")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (PruneRules(keep_newest=1), ["failed", "oldest"]),
        (PruneRules(keep_newest=0), ["newest", "failed", "oldest"]),
        (PruneRules(older_than_seconds=150), ["failed", "oldest"]),
        (PruneRules(keep_newest=2, older_than_seconds=150), ["oldest"]),
        (PruneRules(unfinished=True), ["newest", "failed"]),
        (PruneRules(failed=True), ["failed"]),
        (PruneRules(failed=True, older_than_seconds=1000), []),
    ],
)
def test_rules_name_what_goes_and_remove_nothing(results, rules, expected):
    assert [entry.run_id for entry in prunable(results, rules, now=400.0)] == expected
    assert len(find_runs(results)) == 3


def test_without_a_rule_nothing_goes(results):
    with pytest.raises(StoreError, match="say which runs"):
        prunable(results, PruneRules(), now=400.0)


def test_what_goes_is_gone_and_the_rest_stays(results):
    prune(results, prunable(results, PruneRules(keep_newest=1), now=400.0))
    assert [entry.run_id for entry in find_runs(results)] == ["newest"]
    prune(results, find_runs(results))
    assert os.listdir(results) == []


def test_only_runs_inside_the_folder_go(make_run, results, tmp_path):
    outside = make_run(root=tmp_path / "outside", run_id="precious")
    foreign = tmp_path / "results" / "laptop-0a1b" / "foreign"
    foreign.mkdir()
    link = tmp_path / "results" / "laptop-0a1b" / "link"
    link.symlink_to(outside)
    climbing = os.path.join(results, "..", "outside", "laptop-0a1b", "precious")
    for folder in (outside, str(foreign), str(link), climbing, results, str(tmp_path)):
        with pytest.raises(StoreError, match="left alone"):
            prune(results, [RunEntry(folder, run_id="x")])
    assert os.path.exists(os.path.join(outside, "run.json"))
    assert foreign.exists()


def test_links_inside_a_run_are_removed_not_followed(results, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("kept")
    entry = find_runs(results)[0]
    os.symlink(tmp_path / "precious", os.path.join(entry.folder, "link"))
    prune(results, [entry])
    assert (tmp_path / "precious" / "file").read_text() == "kept"


def test_a_run_in_progress_stays(results):
    newest = find_runs(results)[0]
    with RunWriter.reopen(newest.folder):
        assert newest not in prunable(results, PruneRules(keep_newest=0), now=400.0)
        with pytest.raises(StoreError, match="being written"):
            prune(results, [newest])
