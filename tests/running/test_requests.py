"""The variables a trial is given."""

import os

from workbench.running.requests import environment_variables


def path_given(interpreter):
    return environment_variables({"PATH": "/usr/bin"}, "/i", "/s", 1, interpreter)["PATH"].split(os.pathsep)


def test_the_programs_of_a_virtual_environment_come_first(tmp_path):
    (tmp_path / "bin").mkdir()
    interpreter = str(tmp_path / "bin" / "python")
    assert path_given(interpreter) == ["/usr/bin"], "a Python that is no virtual environment's changes nothing"
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\n")
    assert path_given(interpreter) == [str(tmp_path / "bin"), "/usr/bin"]


def test_under_our_own_interpreter_the_path_is_the_persons():
    assert path_given("") == ["/usr/bin"]
