"""Plug-ins that bring an environment along run in it wherever a suite names none."""

from dataclasses import replace

import pytest

from tests.planning.conftest import DESCRIPTIONS
from workbench.errors import ConfigurationError
from workbench.model.description import Description
from workbench.planning.suite import parse_plan

HEAD = 'name = "x"\n[[cases]]\nworkload = "flights"\n'


@pytest.fixture
def built(plugins, describe, tmp_path):
    """Text → Plan; `built.asked` holds the environments that were asked to be built."""

    def build(suite, environments):
        parse.asked.append(dict(environments))
        return {
            name: replace(spec, interpreter="/built/" + name, unavailable=None) for name, spec in environments.items()
        }

    def parse(text):
        return parse_plan(text, str(tmp_path / "suite.toml"), describe, plugins, build)

    parse.asked = []
    return parse


def where(planned):
    return {(case.case.solver, case.case.backend): case.case.environment for case in planned.cases}


def test_each_solver_runs_where_it_says_and_the_others_in_ours(built):
    planned = built(HEAD + 'solvers = ["sag", "snap"]\nbackends = ["threading"]')
    assert where(planned) == {("sag[fast]", "serial"): "default", ("snap", "own"): "snap"}
    assert planned.environment("snap").requirements == ("snapml==1.17.2",)
    assert planned.environment("snap").interpreter == "/built/snap"


def test_what_declares_one_is_asked_again_in_it(built, describe):
    built(HEAD + 'solvers = ["snap"]')
    asked = {interpreter: {question.reference.name for question in round} for interpreter, round in describe.rounds}
    assert "snap" in asked["/built/snap"]


def test_a_suite_that_names_an_environment_has_the_last_word(built):
    planned = built(HEAD + 'solvers = ["snap"]\nenvironments = ["default"]')
    assert where(planned) == {("snap", "own"): "default"}
    assert not any(built.asked)


def test_a_suite_may_say_what_the_environment_is(built):
    planned = built(HEAD + 'solvers = ["snap"]\n[environments.snap]\nrequirements = ["snapml==1.16.1"]')
    assert planned.environment("snap").requirements == ("snapml==1.16.1",)


def test_a_backend_takes_along_only_the_solvers_that_work_through_it(built):
    planned = built(HEAD + 'solvers = ["sag", "forest"]\nbackends = ["threading", "far"]')
    assert where(planned) == {
        ("sag[fast]", "serial"): "default",
        ("forest", "threading"): "default",
        ("forest", "far"): "far",
    }


def test_on_a_cluster_a_solver_with_workers_of_its_own_keeps_its_environment(built, monkeypatch):
    known = {
        ("cluster", "far"): Description(),
        ("backend", "far"): replace(DESCRIPTIONS["backend", "far"], takes_address=True),
        ("solver", "snap"): replace(DESCRIPTIONS["solver", "snap"], engine="far"),
    }
    for name, said in known.items():
        monkeypatch.setitem(DESCRIPTIONS, name, said)
    lab = '[[clusters]]\nname = "lab"\nfar = "there"\n[[cases]]'
    head = HEAD.replace("[[cases]]", lab) + 'clusters = ["lab"]\n'
    planned = built(head + 'solvers = ["snap", "forest"]')
    assert where(planned) == {("snap", "own"): "snap", ("forest", "far"): "far"}
    with pytest.raises(ConfigurationError, match="left out 1 case: boost starts its own workers"):
        built(head + 'solvers = ["boost"]')


def test_what_the_machine_must_have_is_held_against_it(built, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    built(HEAD + 'solvers = ["forest"]\nbackends = ["far"]')
    (asked,) = built.asked
    assert "java is not on PATH" in asked["far"].unavailable
    assert asked["far"].variables == {"FAR": "1"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('solvers = ["snap", "rival"]', "two plug-ins declare environment `snap`, and not the same"),
        ('solvers = ["spread"]\nbackends = ["far"]', "its plug-ins run in different environments: far, snap"),
    ],
)
def test_what_contradicts_itself_is_complained_about_at_its_line(built, line, said):
    with pytest.raises(ConfigurationError) as raised:
        built(HEAD + line)
    (complaint,) = raised.value.complaints
    assert said in complaint.message
    assert complaint.line == 4


def test_all_may_be_run_in_ours_instead(describe, plugins, tmp_path):
    text = 'solvers = ["snap", "sag"]\nenvironments = ["other"]\n[environments.other]\npython = "3.9"\n'
    made = parse_plan(HEAD + text, str(tmp_path / "suite.toml"), describe, plugins, here=True)
    assert [(each.case.solver, each.case.environment) for each in made.cases] == [
        ("snap", "default"),
        ("sag[fast]", "default"),
    ]
    assert {each.skip_reason for each in made.cases} == {None}
    assert {interpreter for interpreter, _ in describe.rounds} == {""}
    assert made.environments == {}


@pytest.mark.parametrize("broken", ['name = "x"\ncases = 3\n', 'name = "x"\ncases = [3]\n', 'name = "x"\n'])
def test_what_is_no_block_is_complained_about_there_too(describe, plugins, tmp_path, broken):
    with pytest.raises(ConfigurationError, match="cases"):
        parse_plan(broken, str(tmp_path / "suite.toml"), describe, plugins, here=True)
