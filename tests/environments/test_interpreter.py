import os
import sys
import venv

import pytest

from workbench.contracts import NoInterpreter
from workbench.environments.interpreter import PythonInterpreter
from workbench.errors import ConfigurationError
from workbench.registry import catalogue, load


def script(path, text):
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return str(path)


def pretending(path, version):
    """Something that answers like the interpreter of another version."""
    return script(path, "echo '[\"%s\", %s]'\n" % (path, list(version)))


def test_it_is_registered_under_the_key_of_its_table():
    assert load(catalogue("environment")["python"]) is PythonInterpreter


def test_a_path_gives_the_interpreter_itself():
    assert PythonInterpreter().interpreter(sys.executable) == sys.executable


def test_a_folder_of_a_virtual_environment_is_enough(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "pyvenv.cfg").write_text("home = %s\n" % os.path.dirname(sys.executable))
    assert PythonInterpreter().interpreter(str(tmp_path)) == str(tmp_path / "bin" / "python")


@pytest.mark.parametrize("value", ["3.9", "python3.9", "3.9.4"])
def test_a_version_is_looked_for_on_the_path_past_what_does_not_work(tmp_path, monkeypatch, value):
    (tmp_path / "shims").mkdir()
    (tmp_path / "real").mkdir()
    script(tmp_path / "shims" / "python3.9", "echo 'not installed' >&2; exit 127\n")
    found = pretending(tmp_path / "real" / "python3.9", (3, 9, 4))
    monkeypatch.setenv("PATH", "%s:%s" % (tmp_path / "shims", tmp_path / "real"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))
    assert PythonInterpreter().interpreter(value) == found


def test_pyenvs_versions_are_looked_through(tmp_path, monkeypatch):
    for version in ("3.9.9", "3.9.18"):
        (tmp_path / "versions" / version / "bin").mkdir(parents=True)
        pretending(tmp_path / "versions" / version / "bin" / "python3.9", map(int, version.split(".")))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert "/3.9.18/" in PythonInterpreter().interpreter("3.9")
    assert "/3.9.9/" in PythonInterpreter().interpreter("3.9.9")


@pytest.mark.parametrize("value", ["9.1", "python9.1", "no-such-thing", "/no/such/python"])
def test_a_missing_one_says_what_would_bring_it(value, monkeypatch, tmp_path):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    with pytest.raises(NoInterpreter, match="no usable interpreter") as caught:
        PythonInterpreter().interpreter(value)
    assert "install it" in caught.value.remedy
    assert 'python = "3.9"' in caught.value.remedy


@pytest.mark.parametrize("value", ["3", "3.", "3.9.1.2", "2.99", "python3.7", "3.7.1", "python 3.9", "a;b", "\x1b[31m"])
def test_what_no_machine_can_have_is_a_complaint(value):
    with pytest.raises(ConfigurationError, match=r'python = "3\.9"') as caught:
        PythonInterpreter().interpreter(value)
    assert str(caught.value).replace("\n", "").isprintable()


def test_one_too_old_is_told_with_its_version(tmp_path):
    with pytest.raises(NoInterpreter, match=r"is Python 3\.7\.16"):
        PythonInterpreter().interpreter(pretending(tmp_path / "python", (3, 7, 16)))


@pytest.mark.parametrize(
    ("text", "reason"), [("exit 3\n", "exit status 3"), ("echo oh no >&2\n", "oh no"), (None, "can't be run")]
)
def test_what_is_no_python_is_told_with_what_it_said(tmp_path, text, reason):
    path = tmp_path / "python"
    if text is None:
        path.write_text("not executable")
    else:
        script(path, text)
    with pytest.raises(NoInterpreter, match=reason):
        PythonInterpreter().interpreter(str(path))


def test_an_interpreter_is_described_with_its_packages():
    described = PythonInterpreter().describe("default", sys.executable)
    assert described.executable == sys.executable
    assert described.version.split(".")[:2] == [str(part) for part in sys.version_info[:2]]
    assert "pytest" in described.packages


def test_what_does_not_answer_cannot_be_described(tmp_path):
    with pytest.raises(NoInterpreter, match="exit status 3"):
        PythonInterpreter().describe("old", script(tmp_path / "python", "exit 3\n"))


def test_how_it_and_its_numpy_were_built_is_described():
    described = PythonInterpreter().describe("default", sys.executable)
    assert described.compiler
    assert any("blas" in kind and text for kind, text in described.native.items())
    assert any("blas" in pool for pool in described.thread_pools)


def test_without_numpy_nothing_is_said_of_it(tmp_path):
    venv.create(tmp_path / "bare", with_pip=False)
    described = PythonInterpreter().describe("bare", str(tmp_path / "bare" / "bin" / "python"))
    assert described.compiler
    assert (described.native, described.thread_pools) == ({}, ())


def test_a_numpy_that_can_not_be_imported_is_no_reason_not_to_run(tmp_path):
    venv.create(tmp_path / "bare", with_pip=False)
    (packages,) = (tmp_path / "bare" / "lib").glob("python*/site-packages")
    (packages / "numpy.py").write_text("import os; os.abort()")
    (packages / "numpy-1.0.dist-info").mkdir()
    (packages / "numpy-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 1.0\n")
    described = PythonInterpreter().describe("bare", str(tmp_path / "bare" / "bin" / "python"))
    assert described.packages == {"numpy": "1.0"}
    assert described.native == {}
