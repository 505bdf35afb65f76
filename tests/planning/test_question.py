import pytest

from workbench.planning.question import question_of

ASKED = {
    "# Does it scale?\nname = 'x'\n": "Does it scale?",
    "# Does it, over\n# two lines, scale? And more.\n\n# Not this?\n": "Does it, over two lines, scale?",
    "# Seconds of both.\nname = 'x'": "Seconds of both.",
    "name = 'x'\n# Late?\n": "",
    "": "",
}


@pytest.mark.parametrize("text", ASKED)
def test_a_suite_opens_with_its_question(text):
    assert question_of(text) == ASKED[text]
