"""One table of environments that multiplies, and what its members are called."""

import sys
from dataclasses import replace

import pytest

HEAD = 'name = "x"\n[[cases]]\nworkload = "waiting"\nenvironments = ["default", "sk"]\n[environments.sk]\n'
MINOR = "%d.%d" % sys.version_info[:2]


@pytest.fixture
def built(plan, plugins, describe, tmp_path):
    """Text → Plan, with environments that somebody built; `built.asked` is what was asked to be built."""
    from workbench.planning.suite import parse_plan

    def build(suite, environments):
        build.asked.append((suite, dict(environments)))
        return {name: replace(spec, interpreter="/built/" + name) for name, spec in environments.items()}

    def parse(text):
        return parse_plan(text, str(tmp_path / "suite.toml"), describe, plugins, build)

    build.asked = parse.asked = []
    return parse


def test_a_matrix_multiplies_versions_pythons_and_variables(built):
    planned = built(
        HEAD
        + 'requirements = ["joblib"]\noptions = ["--pre"]\nvariables = { A = "1" }\n'
        + 'matrix = { scikit-learn = ["1.5", "<2"], python = ["%s"], variables = { B = ["x", "y"] } }' % MINOR
    )
    assert [case.case.environment for case in planned.cases] == [
        "default",
        f"sk-1.5-B-x-py{MINOR}",
        f"sk-1.5-B-y-py{MINOR}",
        f"sk-2-B-x-py{MINOR}",
        f"sk-2-B-y-py{MINOR}",
    ]
    one = planned.environments[f"sk-2-B-y-py{MINOR}"]
    assert one.requirements == ("joblib", "scikit-learn<2")
    assert one.variables == {"A": "1", "B": "y"}
    assert one.options == ("--pre",)
    assert one.value == MINOR
    assert one.base_interpreter
    assert one.interpreter == f"/built/sk-2-B-y-py{MINOR}"
    ((suite, asked),) = built.asked
    assert suite == "x"
    assert list(asked) == [case.case.environment for case in planned.cases][1:]


def test_names_are_short_where_the_matrix_is(built):
    planned = built(HEAD + 'matrix = { scikit-learn = ["1.5", "1.9"], python = ["%s"] }' % MINOR)
    assert list(planned.environments) == [f"sk-1.5-py{MINOR}", f"sk-1.9-py{MINOR}"]


def test_one_of_a_matrix_may_be_named_alone_and_only_what_is_named_is_built(built):
    text = HEAD.replace('"default", "sk"', '"sk", "sk-1.5"') + 'matrix = { scikit-learn = ["1.5", "1.9"] }'
    planned = built(text + '\n[environments.unused]\nrequirements = ["numpy"]')
    assert [case.case.environment for case in planned.cases] == ["sk-1.5", "sk-1.9"]
    planned = built(text.replace('"sk", "sk-1.5"', '"sk-1.5"') + '\n[environments.unused]\nrequirements = ["numpy"]')
    assert [case.case.environment for case in planned.cases] == ["sk-1.5"]
    assert list(built.asked[-1][1]) == ["sk-1.5"]


def test_the_environment_is_asked_in_what_was_built(built, describe):
    built(HEAD + 'requirements = ["numpy"]')
    assert {interpreter for interpreter, _ in describe.rounds} == {"", "/built/sk"}


def test_nothing_is_built_for_a_suite_with_a_complaint(built):
    from workbench.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match="unknown workload"):
        built(HEAD.replace("waiting", "wating") + 'requirements = ["numpy"]')
    assert built.asked == []


def test_where_nobody_builds_its_cases_are_skipped_with_the_command(plan):
    planned = plan(HEAD + 'requirements = ["numpy"]')
    assert [case.skip_reason for case in planned.cases] == [
        None,
        "environment sk: it is not built: workbench env build SUITE",
    ]


def test_what_the_machine_lacks_skips_its_cases_and_is_named_with_the_command(built, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    planned = built(HEAD + 'requirements = ["pyspark"]\nneeds = ["java>=17"]')
    reason = "environment sk: needs java>=17, and java is not on PATH: apt install default-jre"
    assert planned.environments["sk"].unavailable == reason
    assert planned.cases[1].skip_reason == reason


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('matrix = { scikit-learn = ["new"] }', "`new` of `scikit-learn` is not a version"),
        ('matrix = { scikit-learn = ["1.5", "==1.5"] }', "would have the same name"),
        ("matrix = { numpy = %s, scipy = %s }" % ((str([str(n) for n in range(9)]),) * 2), "more than 64"),
        ('requirements = ["NumPy>1"]\nmatrix = { numpy = ["2"] }', "stands in `requirements` and in `matrix`"),
        ('python = "3.11"\nmatrix = { python = ["3.11"] }', "stands beside `matrix`"),
        ('matrix = { variables = { PYTHONPATH = ["x"] } }', "is set by workbench"),
        ('matrix = { numpy = ["%s"] }' % (">=1." + "1" * 40), "names have at most 40"),
        ('matrix = { numpy = ["1"] }\n[environments.sk-1]\nrequirements = ["six"]', "two environments would be called"),
    ],
)
def test_what_makes_no_matrix_is_said(complaints, text, message):
    found = complaints(HEAD + text)
    assert any(message in said or message in remedy for _, said, remedy in found), found
