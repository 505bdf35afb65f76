"""`workbench env`: what is listed, built and removed, with an installer that is played."""

from __future__ import annotations

import json
import os
import sys

import pytest

from workbench.cli.progress import PlainLines
from workbench.model.event import BuildingEnvironment, EnvironmentBuilt

FAKE = """#!/bin/sh
if [ "$1" = venv ]; then
    for folder; do :; done
    mkdir -p "$folder/bin"
    ln -s "{python}" "$folder/bin/python"
    exit 0
fi
case "$*" in *broken*) echo "error: it \x1b[31mbroke" >&2; exit 1;; esac
"""
SUITE = """name = "small"
[environments.one]
requirements = ["six"]
[[cases]]
workload = "waiting"
environments = ["default", "one"]
"""


@pytest.fixture
def env(cli, tmp_path, monkeypatch):
    """`workbench env …` with a cache of its own and a fake uv in front of PATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(FAKE.format(python=sys.executable))
    (tmp_path / "bin" / "uv").chmod(0o755)
    (tmp_path / "small.toml").write_text(SUITE)
    real = os.path.join(os.path.dirname(sys.executable), "uv")
    if os.path.exists(real):
        pytest.skip("a real uv lies beside this interpreter and would be taken")
    monkeypatch.setenv("PATH", "%s:%s" % (tmp_path / "bin", os.environ["PATH"]))

    def call(*words):
        return cli("env", *words)

    yield call
    cli("env", "remove", "--all", "--yes")


def test_an_environment_is_built_listed_and_removed(env):
    assert env("list").stdout == ""
    built = env("build", "small.toml")
    assert built.returncode == 0, built.stderr
    assert built.stdout.startswith("one  /")
    assert "building environment one: Python" in built.stderr
    assert "environment one is built" in built.stderr

    again = env("build", "small.toml")
    assert "building" not in again.stderr
    line = env("list").stdout
    assert ": six  (built " in line
    assert "used by small:one, last " in line
    (entry,) = json.loads(env("list", "--json").stdout)
    assert entry["manifest"]["installer"] == "uv"
    assert not entry["in_use"]

    kept = env("remove", "small")
    assert entry["name"] in kept.stdout
    assert "remove 1 of these" in kept.stderr
    assert json.loads(env("list", "--json").stdout)
    removed = env("remove", "small", "--yes")
    assert "removed 1 environments of 1" in removed.stderr
    assert json.loads(env("list", "--json").stdout) == []


def test_one_that_can_not_be_built_is_told_with_the_reason_and_all_of_it_where_asked(env, tmp_path):
    (tmp_path / "small.toml").write_text(SUITE.replace("six", "broken"))
    failed = env("build", "small.toml")
    assert failed.returncode == 2
    assert "environment one: it" in failed.stderr
    assert "broke: change [environments.one]" in failed.stderr
    assert "--show-output" in failed.stderr
    assert "\x1b" not in failed.stderr
    assert "what the installer said of one" in env("build", "small.toml", "--show-output").stderr
    assert env("list").stdout == ""


def test_a_dry_run_builds_nothing(env, cli):
    told = cli("run", "small.toml", "--dry-run")
    assert told.returncode == 0, told.stderr
    assert "not built: workbench env build" in told.stdout
    assert env("list").stdout == ""


@pytest.mark.parametrize("words", [(), ("x", "--all"), ("--all", "--older-than", "1h")])
def test_remove_wants_to_know_what(env, words):
    assert env("remove", *words).returncode == 2


def test_nothing_old_enough_is_nothing_to_remove(env):
    env("build", "small.toml")
    assert "nothing to remove" in env("remove", "--older-than", "1h", "--yes").stderr


def test_progress_is_one_line_each(capsys):
    tell = PlainLines(sys.stdout)
    tell(BuildingEnvironment("old", "3.9.1", ("a<2", "b")))
    tell(EnvironmentBuilt("old", 12.0, 412_000_000))
    tell(EnvironmentBuilt("new", 1.0, unavailable="environment \x1b[31m: no"))
    assert capsys.readouterr().out.splitlines() == [
        "building environment old: Python 3.9.1 with a<2, b (once; it is cached)",
        "environment old is built: 412 MB in 12.0 s",
        r"environment new can't be built, its cases are skipped: environment \x1b[31m: no",
    ]
