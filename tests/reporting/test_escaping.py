import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from workbench.reporting.escaping import markdown, markdown_with_code, plain, shortened


@given(st.text())
def test_plain_leaves_nothing_that_steers_a_terminal(text):
    assert all(unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"} for char in plain(text))
    plain(text).encode("utf-8")


@given(st.text(alphabet="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061cab"))
def test_plain_writes_bidirectional_controls_out(text):
    assert all(unicodedata.category(char) != "Cf" for char in plain(text))


def test_plain_keeps_words_of_every_script_and_the_line_ends_asked_for():
    assert plain("Größe 大きさ שלום 👍") == "Größe 大きさ שלום 👍"
    assert plain("a\nb\x1b[0m", keep="\n") == "a\nb\\x1b[0m"


@given(st.text(), st.integers(2, 80))
def test_shortened_never_exceeds_its_width(text, width):
    assert len(shortened(text, width)) <= width


def test_shortened_keeps_both_ends():
    assert shortened("sklearn.LogisticRegression[newton-cholesky]", 20).startswith("sklearn.Logi")
    assert shortened("sklearn.LogisticRegression[newton-cholesky]", 20).endswith("lesky]")


def test_markdown_parts_what_is_found_after_escapes_are_resolved():
    for text in ("https://a.b/c", ":smile:", ":red[x]", "www.a.b", "me@a.b"):
        assert "\u2060" in markdown(text)
        assert markdown(text).replace("\u2060", "").replace("\\", "") == text


@given(st.text(alphabet="*_`<>[]()#$!|~:@w.\\-+ ab"))
def test_markdown_shows_the_same_letters(text):
    unescaped = markdown(text).replace("\u2060", "")
    assert unescaped.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == text


def test_commands_are_shown_as_code_and_the_rest_as_text():
    told = markdown_with_code("Try `workbench run --profile pyspy`, *now*")
    assert "`workbench run --profile pyspy`" in told
    assert told.endswith(r"\*now\*")


def test_a_backtick_alone_or_around_nothing_is_a_letter():
    for text in ("a ` b", "a `` b", "`a` and `"):
        assert markdown_with_code(text) == markdown(text)


@given(st.text(alphabet="`*_<>[]$:\\\n ab"))
def test_nothing_outside_code_is_obeyed(text):
    told = markdown_with_code(text)
    if told != markdown(text):
        assert told.split("`")[::2] == [markdown(part) for part in text.split("`")[::2]]
