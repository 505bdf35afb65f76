"""Environments with the project installed, which the command has to put there."""

from __future__ import annotations

import subprocess

import pytest

from workbench.sessions.checking.installing import NotInstalled, Project, ProjectInstaller
from workbench.store.environments import EnvironmentCache

COPY = ("python", "-c", "import sysconfig, shutil; shutil.copy('lib.py', sysconfig.get_paths()['purelib'])")


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "lib.py").write_text("ANSWER = 42\n")
    return folder


@pytest.fixture
def install(tmp_path, project, bare_environments):
    events = []

    def call(words=COPY, tree="a" * 40):
        with EnvironmentCache(str(tmp_path / "environments")) as cache:
            installer = ProjectInstaller(Project("HEAD, x", str(project), tree, words), cache, events.append)
            return installer.installed("suite", "default")

    call.events = events
    return call


def test_what_is_installed_can_be_imported_there_and_is_made_once_for_a_tree(install, project):
    interpreter = install()
    said = subprocess.run(
        [interpreter, "-I", "-c", "import lib; print(lib.ANSWER)"], capture_output=True, text=True, check=True
    )
    assert said.stdout == "42\n"
    made = len(install.events)
    assert install() == interpreter
    assert len(install.events) == made
    assert install(tree="b" * 40) != interpreter


def test_placeholders_stand_for_the_environments_python_and_the_projects_folder(install, project):
    write = "import sys, pathlib; pathlib.Path('said').write_text(sys.executable + ' ' + sys.argv[1])"
    interpreter = install(("{python}", "-c", write, "{project}/x"))
    assert (project / "said").read_text() == f"{interpreter} {project}/x"


def test_a_failing_command_is_told_with_its_last_words_and_leaves_nothing(install, tmp_path):
    fails = ("python", "-c", "import sys; print('one'); print('two'); sys.exit('error: no compiler')")
    with pytest.raises(NotInstalled, match="HEAD, x can't be installed") as caught:
        install(fails)
    assert "no compiler" in str(caught.value)
    assert "one\n    two" in caught.value.remedy
    assert list((tmp_path / "environments").glob("py*")) == []


def test_a_command_that_does_not_exist_is_told(install):
    with pytest.raises(NotInstalled, match="nosuchprogram can't be run"):
        install(("nosuchprogram", "x"))
