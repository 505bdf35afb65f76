"""Variables that an environment sets in its trials."""

import pytest

from workbench.model.plan import EnvironmentSpec

OLD = 'name = "x"\n[[cases]]\nworkload = "waiting"\nenvironment = "old"\n[environments.old]\n'


def test_an_environment_may_set_variables_for_our_own_interpreter(plan):
    planned = plan(OLD + 'variables = { LD_PRELOAD = "libjemalloc.so.2", EMPTY = "" }')
    variables = {"LD_PRELOAD": "libjemalloc.so.2", "EMPTY": ""}
    assert planned.environments == {"old": EnvironmentSpec("python", "", "", variables)}
    assert planned.environment("old").variables == variables
    assert planned.environment("default") == EnvironmentSpec("python", "")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (OLD + 'python = "three"\nvariables = 3', 7, "`variables` is 3"),
        (OLD + "variables = {}", 5, "names no python"),
        (OLD + 'variables = { "A B" = "1" }', 6, "can't be called `A B`"),
        (OLD + "variables = { A = 1 }", 6, "variable `A` is 1"),
        (OLD + 'variables = { TMPDIR = "x" }', 6, "is set by workbench"),
    ],
)
def test_what_is_no_variable_is_said_where_it_stands(complaints, text, line, message):
    found = complaints(text)
    assert any(message in said and at == line for at, said, _ in found), found
