"""What `make demo` and `make test` say when the machine lacks something, played by fake interpreters on PATH."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("python3.13", "python3.12", "python3.11", "python3")

ABSENT = "echo 'command not found' >&2; exit 127"
OLD = "echo 3.9"
# Debian without python3-venv: the version is fine, the venv module is not.
BARE = "case $2 in *ensurepip*) exit 1;; *) echo 3.12;; esac"
# A .venv whose pip notes each call and does as the test says.
VENV = 'case "$*" in *version_info*) echo 3.11;; *--version*) ;; *" install "*) echo "$*" >>calls; %s;; esac'


@pytest.fixture
def checkout(tmp_path):
    """A folder with what `make` reads, and a bin folder in front of PATH where every Python name is absent."""
    project = tmp_path / "project"
    shutil.copytree(ROOT / ".ci", project / ".ci")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, project)
    for name in NAMES:
        fake(tmp_path / "bin" / name, ABSENT)
    return project


def fake(path, script):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def make(project, *arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "MAKE", "PYTHON"))}
    kept["PATH"] = os.pathsep.join([str(project.parent / "bin"), kept["PATH"]])
    return subprocess.run(
        ["make", *arguments],
        cwd=project,
        env=kept | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def said(result):
    """What was printed, without make's own closing line."""
    lines = (result.stdout + result.stderr).splitlines()
    return [line for line in lines if not line.startswith("make")]


def make_venv(project, pip):
    fake(project / ".venv" / "bin" / "python", VENV % pip)
    fake(project / ".venv" / "bin" / "workbench", 'echo "workbench $*"')


@pytest.mark.parametrize("target", ["demo", "test"])
def test_too_old_a_python_is_named_in_one_line_with_the_remedy(checkout, target):
    fake(checkout.parent / "bin" / "python3", OLD)
    result = make(checkout, target)
    (line,) = said(result)
    assert result.returncode != 0
    assert "3.11 or newer" in line
    assert "python3 is Python 3.9" in line
    assert "apt install python3.11" in line
    assert f"make {target} PYTHON=" in line


def test_no_python_at_all_says_what_was_tried(checkout):
    (line,) = said(make(checkout, "demo"))
    assert "python3.13 python3.12 python3.11 python3" in line


def test_a_python_that_was_asked_for_and_does_not_run_is_named(checkout):
    (line,) = said(make(checkout, "demo", "PYTHON=no-such-python"))
    assert "no-such-python" in line


def test_a_missing_venv_module_is_told_with_the_package_that_brings_it(checkout):
    fake(checkout.parent / "bin" / "python3", BARE)
    (line,) = said(make(checkout, "demo"))
    assert "apt install python3.12-venv" in line
    assert "`make demo` again" in line


def test_a_python_without_venv_does_not_hide_one_that_has_it(checkout):
    fake(checkout.parent / "bin" / "python3.13", BARE)
    fake(checkout.parent / "bin" / "python3.12", OLD)
    whole = 'case "$*" in *version_info*) echo 3.11;; *"-m venv"*) echo "asked for a venv" >&2; exit 1;; esac'
    fake(checkout.parent / "bin" / "python3.11", whole)
    lines = said(make(checkout, "demo"))
    assert lines[0] == "Making .venv with Python 3.11 (python3.11)"
    assert "asked for a venv" in lines


def test_an_unreachable_registry_is_one_line_without_pips_page_of_retries(checkout):
    page = "; ".join(f"echo 'WARNING: Retrying (Retry(total={left}))' >&2" for left in range(4, -1, -1))
    make_venv(checkout, page + "; echo 'ERROR: No matching distribution found for click' >&2; exit 1")
    lines = said(make(checkout, "demo"))
    assert len(lines) == 2
    assert "could not reach the package registry" in lines[1]
    assert "`make demo` again" in lines[1]
    assert "Retrying" in (checkout / ".venv" / "install.log").read_text()


def test_any_other_failure_of_pip_gives_its_reason_and_the_log(checkout):
    make_venv(checkout, "echo 'ERROR: No space left on device' >&2; exit 1")
    lines = said(make(checkout, "demo"))
    assert "No space left on device" in lines[1]
    assert ".venv/install.log" in lines[1]


def test_a_second_time_installs_nothing_until_the_pins_change(checkout):
    make_venv(checkout, ":")
    assert said(make(checkout, "demo"))[-1] == "workbench demo"
    assert said(make(checkout, "demo")) == ["workbench demo"]
    with (checkout / "constraints.txt").open("a") as constraints:
        constraints.write("another==1.0\n")
    assert "Installing workbench[all]" in said(make(checkout, "demo"))[0]
    assert len((checkout / "calls").read_text().splitlines()) == 2


def test_a_failed_install_is_tried_again(checkout):
    make_venv(checkout, "exit 1")
    assert make(checkout, "demo").returncode != 0
    make_venv(checkout, ":")
    assert make(checkout, "demo").returncode == 0
    assert len((checkout / "calls").read_text().splitlines()) == 2


def test_the_demo_after_the_tests_needs_no_second_install(checkout):
    make_venv(checkout, ":")
    subprocess.run(["sh", ".ci/venv", "all,test", "test"], cwd=checkout, check=True, capture_output=True)
    assert said(make(checkout, "demo")) == ["workbench demo"]


def test_make_alone_names_the_two_commands(checkout):
    listed = make(checkout).stdout
    assert "make demo\t" in listed
    assert "make test\t" in listed


@pytest.mark.slow
def test_a_real_pip_with_no_registry_ends_in_that_line(checkout):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        result = make(
            checkout,
            "demo",
            f"PYTHON={Path(sys.executable).resolve()}",
            PIP_CONFIG_FILE=os.devnull,
            PIP_INDEX_URL=f"http://127.0.0.1:{closed.getsockname()[1]}/simple",
            PIP_RETRIES="0",
        )
    assert result.returncode != 0
    assert "could not reach the package registry" in said(result)[-1]
    assert len(said(result)) == 3
