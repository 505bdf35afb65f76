import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.planning.positions import locate


def paths_of(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths_of(inner, (*path, key))


def test_keys_tables_and_elements_are_found_where_they_stand():
    text = """# a question
name = "x"

[[cases]]
workload = "a"   # [[not]] = "a header"
workers = [
    1,
    # two
    2,
]
parameters = { rows = [1, 2], "odd key" = 3 }
[cases.data]
path = 'a#b = ["'

[[cases]]
text = \"\"\"
[fake]
key = "inside"\"\"\"\"
workload.name = "b"
[measure]
launches = 3
"""
    lines = locate(text)
    assert lines["name",] == 2
    assert lines["cases", 0] == 4
    assert lines["cases", 0, "workload"] == 5
    assert [lines["cases", 0, "workers", index] for index in (0, 1)] == [7, 9]
    assert lines["cases", 0, "parameters", "odd key"] == 11
    assert lines["cases", 0, "data"] == 12
    assert lines["cases", 0, "data", "path"] == 13
    assert lines["cases", 1] == 15
    assert lines["cases", 1, "text"] == 16
    assert lines["cases", 1, "workload", "name"] == 19
    assert lines["measure", "launches"] == 21
    assert ("fake",) not in lines


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment",
        "a = 1979-05-27 07:32:00\nb = [1979-05-27 07:32:00, 2]",
        "a = '''x'''''\nb = 1",
        'a = """\\""""\nb = "\\\\"\nc = "\\""',
        "a.b.c = 1\na.b.d = 2\n[x.y]\n[x]\nz = {}\nw = []\nv = [[], [{}], [[1], [2,],],]",
        "[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\n[a.b.d]\ne = 1\n[[a]]\n[[a.b]]\nc = 2",
        "[ a . 'b.c' . \"d\\u0041\" ]\r\n k = 1\r\nl = 2",
        "[a.b]\n[a]\n[[c.d]]",
        "k = { a.b = 1, a.c = { d = [ { e = 1 } ] } } # end",
    ],
)
def test_every_path_that_tomllib_reads_has_a_line(text):
    expected = set(paths_of(tomllib.loads(text))) - {()}
    assert set(locate(text)) == expected


keys = st.text(min_size=1, max_size=6)
scalars = st.one_of(
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["]]", '"', "'''", '"""', "#", "a = 1\n[b]", "\\"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=8,
)
breaks = st.sampled_from(["", " ", "\n", "  # [x] = '\n", "\r\n\t"])


def quote(text, draw):
    escaped = "".join(
        char if char.isalnum() and char.isascii() else "\\U%08x" % ord(char) if char not in "]#['=\n" else char
        for char in text
    )
    if "\n" in escaped:
        return '"""\n' + escaped + '"""'
    return '"' + escaped + '"'


def write(value, draw):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quote(value, draw)
    if isinstance(value, list):
        return "[" + ",".join(draw(breaks) + write(item, draw) + draw(breaks) for item in value) + draw(breaks) + "]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join("%s = %s" % (key_text(key, draw), write(item, draw)) for key, item in value.items()) + "}"
        )
    return repr(value)


def key_text(key, draw):
    return quote(key, draw).replace('"""\n', '"').replace('"""', '"').replace("\n", "\\n")


@st.composite
def documents(draw):
    """A text and the line of each of its top-level and section keys, kept while it is written."""
    text, lines = "", {}
    sections = draw(st.lists(st.dictionaries(keys, values, max_size=3), max_size=3))
    for index, section in enumerate(sections):
        text += draw(st.sampled_from(["", "\n", "# [[cases]]\n"]))
        lines["cases", index] = text.count("\n") + 1
        text += "[[cases]]\n"
        for key, value in section.items():
            text += draw(st.sampled_from(["", "\n", "  "]))
            lines["cases", index, key] = text.count("\n") + 1
            text += "%s = %s%s\n" % (key_text(key, draw), write(value, draw), draw(st.sampled_from(["", " # 'c"])))
    return text, lines


@given(documents())
def test_any_valid_document_is_located(document):
    text, lines = document
    found = locate(text)
    assert set(found) == set(paths_of(tomllib.loads(text))) - {()}
    assert {path: found[path] for path in lines} == lines
