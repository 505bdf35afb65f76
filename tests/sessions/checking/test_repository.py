"""Revisions and working trees of a real git repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.errors import ConfigurationError
from workbench.sessions.checking.repository import Repository
from workbench.sessions.checking.worktrees import check_out, scratch_folder


def test_outside_a_repository_the_way_out_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"no git repository(?s:.*)--baseline RUN"):
        Repository.find(str(tmp_path))


def test_a_misspelt_revision_gets_the_nearest_names(project, git):
    git("branch", "release-1")
    repository = Repository.find(str(project))
    with pytest.raises(ConfigurationError, match=r"no revision 'mian'(?s:.*)did you mean `main`"):
        repository.revision("mian")
    with pytest.raises(ConfigurationError, match="`main`, `release-1`"):
        repository.revision("zzz")
    with pytest.raises(ConfigurationError, match="no revision '--help'"):
        repository.revision("--help")


def test_a_revision_is_named_by_what_was_asked_and_its_commit(project, git):
    repository = Repository.find(str(project))
    commit = git("rev-parse", "HEAD").strip()
    assert repository.revision("main").name == f"main ({commit[:9]})"
    assert repository.revision(commit[:12]).name == commit[:9]


def test_the_working_tree_is_checked_out_as_it_is(project, git, tmp_path):
    before = git("status", "--porcelain")
    (project / "work.py").write_text("changed = True\n")
    (project / "new").mkdir()
    (project / "new" / "file.txt").write_text("not added yet")
    (project / ".gitignore").unlink()
    (project / "ignored.bin").write_bytes(b"\0\1")
    (project / ".git" / "info" / "exclude").write_text("*.bin\n")
    (project / "kept").mkdir()
    (project / "kept" / "results.json").write_text("{}")
    changed = git("status", "--porcelain")
    repository = Repository.find(str(project / "new"))
    with scratch_folder(repository) as scratch:
        head = repository.working_tree(scratch, str(project / "kept"))
        folder = check_out(repository, head, scratch, "head")
        assert head.dirty
        assert head.name.startswith("working tree (")
        assert Path(folder, "work.py").read_text() == "changed = True\n"
        assert Path(folder, "new", "file.txt").read_text() == "not added yet"
        assert sorted(os.listdir(folder)) == [".git", "new", "suite.toml", "work.py"]
    assert git("status", "--porcelain") == changed != before


def test_a_clean_tree_is_its_commit_and_nothing_is_left_of_a_worktree(project, git):
    repository = Repository.find(str(project))
    left = []

    def interrupted():
        with scratch_folder(repository) as scratch:
            head = repository.working_tree(scratch, "results")
            assert not head.dirty
            assert os.path.exists(os.path.join(check_out(repository, head, scratch, "head"), "work.py"))
            left.append(scratch)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not os.path.exists(left[0])
    assert git("worktree", "list").count("\n") == 1


def test_what_a_killed_check_left_is_tidied_and_a_persons_own_worktree_is_not(project, git, tmp_path):
    git("worktree", "add", "--quiet", "--detach", str(tmp_path / "own"))
    gone = tmp_path / "wb-999999999-x"
    git("worktree", "add", "--quiet", "--detach", str(gone / "head"))
    with scratch_folder(Repository.find(str(project))):
        listed = git("worktree", "list")
    assert "own" in listed
    assert "999999999" not in listed
    assert not (gone / "head").exists()


def test_the_hooks_of_the_repository_do_not_run(project, git, tmp_path):
    hook = project / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    repository = Repository.find(str(project))
    with scratch_folder(repository) as scratch:
        check_out(repository, repository.revision("main"), scratch, "base")
    assert not (tmp_path / "ran").exists()


def test_a_repository_without_a_commit_says_so(tmp_path, git, project):
    import subprocess

    empty = tmp_path / "empty"
    subprocess.run(["git", "init", "--quiet", str(empty)], check=True)
    repository = Repository.find(str(empty))
    with pytest.raises(ConfigurationError, match="nothing is committed"), scratch_folder(repository) as scratch:
        repository.working_tree(scratch, "results")
