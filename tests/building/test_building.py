"""An environment is made by the installer there is, or there is a reason why not."""

import sys
import threading

import pytest

from workbench.building import installers
from workbench.building.base import Recipe, read_base, recipe
from workbench.building.building import BuildFailed, build
from workbench.building.commands import Cancelled
from workbench.building.installers import Pip, Uv, choose_installer
from workbench.errors import WorkbenchError


def wanted(*requirements, options=()):
    return recipe(sys.executable, requirements, options)


def test_the_base_is_what_the_interpreter_says_it_is():
    base = read_base(sys.executable)
    assert base.version == ".".join(map(str, sys.version_info[:3]))
    assert base.home == sys.base_prefix


def test_what_is_no_python_is_no_base(tmp_path):
    with pytest.raises(WorkbenchError, match="is not a working Python"):
        read_base("/bin/true")


def test_the_key_is_of_the_content_alone():
    base = read_base(sys.executable)
    key = Recipe(base, "/a/python", ("b", "a"), ("--pre",)).key
    assert key == Recipe(base, "/elsewhere/python", ("a", "b", "a"), ("--pre",)).key
    others = [
        Recipe(base, "/a/python", ("a",), ("--pre",)),
        Recipe(base, "/a/python", ("a", "b"), ()),
        Recipe(
            read_base(sys.executable).__class__("3.9.1", "CPython", base.platform, base.home),
            "",
            ("a", "b"),
            ("--pre",),
        ),
    ]
    assert len({key, *(other.key for other in others)}) == 4


def test_the_installer_makes_it_and_installs_into_it(installer, tmp_path):
    folder = tmp_path / "made"
    folder.mkdir()
    built = build(wanted("six==1.17", options=("--pre",)), "old", str(folder), threading.Event())
    assert built.installer == "uv"
    make, install = installer()
    assert make.endswith(f"--python {sys.executable} {folder}")
    assert "--compile-bytecode" in install
    assert install.endswith("--prerelease=allow six==1.17")


def test_a_failure_has_its_reason_and_all_that_was_said(installer, tmp_path):
    with pytest.raises(BuildFailed, match="it broke") as caught:
        build(wanted("fails"), "old", str(tmp_path), threading.Event())
    assert "error: it broke" in caught.value.output
    assert "[environments.old]" in caught.value.remedy


def test_one_that_is_cancelled_ends(installer, tmp_path):
    cancelled = threading.Event()
    threading.Timer(0.5, cancelled.set).start()
    with pytest.raises(Cancelled):
        build(wanted("hangs"), "old", str(tmp_path), cancelled)


def test_uv_is_used_where_it_is_and_knows_the_options(monkeypatch, tmp_path):
    monkeypatch.setattr(installers, "_uv", lambda: "/somewhere/uv")
    assert choose_installer(["--pre"]) == Uv("/somewhere/uv")
    assert choose_installer(["--prefer-binary"]) == Pip()
    monkeypatch.setattr(installers, "_uv", lambda: None)
    assert choose_installer([]) == Pip()


def test_uv_beside_our_interpreter_goes_before_one_on_the_path(monkeypatch, tmp_path):
    for name in ("ours", "path"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "uv").write_text("#!/bin/sh\n")
        (tmp_path / name / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none" / "python"))
    assert choose_installer([]) == Uv(str(tmp_path / "path" / "uv"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "ours" / "python"))
    assert choose_installer([]) == Uv(str(tmp_path / "ours" / "uv"))


def test_pip_is_the_bases_own_and_is_given_the_options_as_they_are():
    make, install = Pip().commands("/e", "/opt/python", ["six"], ["--prefer-binary"])
    assert make == ("/opt/python", "-I", "-m", "venv", "/e")
    assert install[:4] == ("/e/bin/python", "-m", "pip", "install")
    assert install[-2:] == ("--prefer-binary", "six")
