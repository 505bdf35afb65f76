import pytest

from workbench.errors import ConfigurationError
from workbench.model.description import Description

HEAD = 'name = "x"\n[[cases]]\n'


@pytest.fixture
def mine(tmp_path, describe):
    def write(name, **answers):
        (tmp_path / name).write_text("# stands for a user's file")
        describe.files.update(answers)

    return write


def test_a_users_file_is_found_beside_the_suite_and_told_by_its_content(plan, tmp_path, mine):
    mine(
        "mine.py",
        Mine=Description(parameters={"size": 1}, task="regression", key="abc"),
        MySolver=Description(tasks=("regression",), key="def"),
    )
    [planned] = plan(HEAD + 'workload = "./mine.py:Mine"\nsolver = "mine.py:MySolver"').cases
    assert planned.case.workload == "./mine.py:Mine"
    assert planned.code_key == "abcdef"
    assert planned.case.solver == "mine.py:MySolver"
    assert (planned.workload.path, planned.workload.module) == (str(tmp_path / "mine.py"), "mine")
    assert planned.workload.attribute == "Mine"


def test_a_function_of_workers_runs_on_its_own(plan, mine):
    mine("mine.py", f=Description(uses_backend=False, key="abc"))
    planned = plan(HEAD + 'function = "./mine.py:f"\nworkers = [1, 2]').cases
    assert [(one.case.backend, one.case.resources.workers) for one in planned] == [("own", 1), ("own", 2)]


def test_a_parameter_without_default_may_come_from_the_suite(plan, complaints, mine):
    def answer(parameters):
        if "size" not in parameters:
            return Description(error="PluginError: f needs a value for size")
        return Description(uses_backend=False, any_parameters=True)

    mine("mine.py", f=answer)
    planned = plan(HEAD + 'workload = "./mine.py:f"\nparameters = { size = [1, 2] }').cases
    assert [one.case.parameters for one in planned] == [{"size": 1}, {"size": 2}]
    assert "needs a value for size" in complaints(HEAD + 'workload = "./mine.py:f"')[0][1]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("./none.py:Mine", "there is no file `./none.py`"),
        ("./mine.py", "names a file, but nothing in it"),
        ("./mine.py:not a name", "is not the name of a class or function"),
        ("./json.py:Mine", "would shadow Python's own module `json`"),
        ("./numpy.py:Mine", "would shadow the package `numpy`"),
        ("./2fast.py:Mine", "its name is not a Python name"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_advice(complaints, mine, name, message):
    for file in ("mine.py", "json.py", "numpy.py", "2fast.py"):
        mine(file)
    [(line, said, _)] = complaints(HEAD + 'workload = "%s"' % name)
    assert line == 3
    assert message in said


def test_a_shadowing_file_is_told_its_new_name(complaints, mine):
    mine("json.py")
    assert "my_json.py" in complaints(HEAD + 'workload = "./json.py:Mine"')[0][2]


def test_an_environment_that_does_not_answer_is_a_complaint(tmp_path, plugins):
    from workbench.errors import WorkbenchError
    from workbench.planning.suite import parse_plan

    def silent(questions, interpreter):
        raise WorkbenchError("the child could not start", "look at its stderr")

    with pytest.raises(ConfigurationError, match="the child could not start"):
        parse_plan(HEAD + 'workload = "waiting"', str(tmp_path / "s.toml"), silent, plugins)
