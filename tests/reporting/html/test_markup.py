import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reporting.escaping import plain
from workbench.reporting.html.markup import Html, joined, tag, text

HOSTILE = ("<script>alert(1)</script>", "\"' onload=x ", "a\nb", "</title>", "&lt;", "\u202egnp.exe", "]]>", "<!--")


@pytest.mark.parametrize("name", HOSTILE)
def test_text_stays_text_between_tags_and_in_attributes(parse, name):
    page = parse(tag("p", name, title=name))
    assert page.elements == [("p", {"title": plain(name)})]
    assert page.text == plain(name)


@given(st.text())
def test_no_text_becomes_markup(document):
    assert not set("<>\"'") & set(text(document))


def test_attributes_are_named_as_html_names_them():
    made = tag("div", class_="a", aria_label="b", http_equiv="c", width=12.5, missing=None)
    assert made == '<div class="a" aria-label="b" http-equiv="c" width="12.5"></div>'


def test_an_element_without_content_has_no_end():
    assert tag("br") == "<br>"


def test_only_what_is_html_is_taken_as_it_is():
    assert joined([Html("<b>"), "<b>", None]) == "<b>&lt;b&gt;"
