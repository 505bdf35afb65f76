import json
import shlex
import sys

import pytest

from workbench.errors import DataError
from workbench.workloads.command import Command, CommandFailed


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A person's folder, where commands run."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("WORKBENCH_WORKING_FOLDER", str(home))
    return home


SAVE = "import json, sys; json.dump(sys.argv[1:], open('arguments.json', 'w'))"


def python(code, *words):
    return json.dumps([sys.executable, "-c", code, *words])


def test_placeholders_are_filled_and_other_braces_left_alone(folder, context):
    words = ["--jobs={workers}", "{threads}", "{other}", '{"a": {}}', "{workers}{workers}"]
    Command(command=python(SAVE, *words)).run(None, context)
    assert json.loads((folder / "arguments.json").read_text()) == ["--jobs=2", "3", "{other}", '{"a": {}}', "22"]


def test_a_line_is_split_as_a_shell_would_and_goes_to_none(folder, context):
    line = shlex.join([sys.executable, "-c", SAVE, "a b", "$HOME", "*", "; touch x"])
    Command(command=line).run(None, context)
    assert json.loads((folder / "arguments.json").read_text()) == ["a b", "$HOME", "*", "; touch x"]
    assert not (folder / "x").exists()


def test_another_status_than_zero_is_an_error_with_the_tail_of_what_it_said(context):
    code = "import sys; sys.stderr.write('x' * 5000 + 'the reason'); sys.exit(3)"
    with pytest.raises(CommandFailed, match=r"(?s)exited with status 3: x+the reason$") as caught:
        Command(command=python(code)).run(None, context)
    assert caught.value.status == 3
    assert len(str(caught.value)) < 3000


def test_a_signal_is_named(context):
    with pytest.raises(CommandFailed, match="ended by signal 9"):
        Command(command=python("import os; os.kill(os.getpid(), 9)")).run(None, context)


def test_much_output_holds_nothing_up(context):
    code = "import sys; sys.stdout.write('o' * 10**6); sys.stderr.write('e' * 10**6)"
    Command(command=python(code)).run(None, context)


def test_nothing_of_ours_is_on_its_path(context, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    Command(command=python("import sys; sys.exit('/elsewhere' in sys.path)")).run(None, context)


def test_a_variable_of_the_suites_environment_counts_more_than_the_persons(context, monkeypatch):
    monkeypatch.setenv("WORKBENCH_PERSON_PYTHONUTF8", "0")
    monkeypatch.setenv("WORKBENCH_PERSON_PYTHONPATH", "/persons")
    monkeypatch.setenv("PYTHONUTF8", "1")
    seen = "import os, sys; sys.exit((os.environ['PYTHONUTF8'], os.environ['PYTHONPATH']) != ('1', '/persons'))"
    Command(command=python(seen)).run(None, context)


def test_a_command_that_is_not_there_is_told_in_a_sentence(context):
    with pytest.raises(DataError, match="no-such-command can't be started: No such file"):
        Command(command="no-such-command --x").run(None, context)
    with pytest.raises(DataError, match="there is no command"):
        Command().run(None, context)


@pytest.mark.parametrize("wrong", ["a 'b", "[1", '["a", 2]', '["a\\u0000"]'])
def test_what_is_no_command_is_refused_at_once(wrong):
    with pytest.raises(DataError, match="command: "):
        Command(command=wrong)


def test_it_leaves_nothing_in_its_folders(folder, context, tmp_path):
    Command(command=python("pass")).run(None, context)
    assert not list(folder.iterdir())
    assert not list((tmp_path / "scratch").iterdir())
