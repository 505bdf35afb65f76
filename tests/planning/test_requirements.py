"""What an environment may require, and that it may not say where to get it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.planning.complaints import Complaints
from workbench.planning.requirements import project, read_needs, read_options, read_requirements, required_version
from workbench.planning.tables import Table

HEAD = 'name = "x"\n[[cases]]\nworkload = "waiting"\nenvironment = "old"\n[environments.old]\n'


def read(reader, **values):
    complaints = Complaints()
    found = reader(Table(values, ("environments", "old"), complaints))
    return found, [complaint.message for complaint in complaints._found.values()]


@pytest.mark.parametrize(
    "text",
    [
        "numpy",
        "scikit-learn==1.5.*",
        "numpy<1.24",
        "ray[tune]==2.2.0",
        "pandas >= 1, < 2",
        "ConfigSpace==0.4.21",
        "torch===2.1.0+cpu",
        "a~=1.0",
        'tomli; python_version < "3.11"',
        "x(>=1)",
    ],
)
def test_a_package_with_versions_is_taken_as_it_is_written(text):
    assert read(read_requirements, requirements=[text]) == ((text,), [])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("numpy @ https://example.org/numpy.whl", "names a URL or a path"),
        ("https://example.org/numpy.whl", "names a URL or a path"),
        ("git+ssh://example.org/x", "names a URL or a path"),
        ("./local", "names a URL or a path"),
        ("/opt/x.whl", "names a URL or a path"),
        ("..", "names a URL or a path"),
        ('x; extra == "a" @ b', "names a URL or a path"),
        ("-r requirements.txt", "is an option"),
        ("--index-url=x", "is an option"),
        ("numpy 1.2", "is not a package with versions"),
        ("numpy==", "is not a package with versions"),
        ("two words", "is not a package with versions"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(text, what):
    found, complaints = read(read_requirements, requirements=[text])
    assert found == ()
    assert what in complaints[0]


@given(st.text(max_size=40))
def test_nothing_that_an_installer_would_take_for_a_place_or_an_option_gets_through(text):
    found, _ = read(read_requirements, requirements=[text])
    for requirement in found:
        assert not requirement.startswith("-")
        assert not set(requirement) & set("@/\\\0\n")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (["--no-deps"], ("--no-deps",)),
        (["--pre", "--only-binary", ":all:"], ("--pre", "--only-binary=:all:")),
        (["--no-binary=numpy,scipy"], ("--no-binary=numpy,scipy",)),
        (["--config-settings", "blas=openblas"], ("--config-settings=blas=openblas",)),
        ("--no-deps", ("--no-deps",)),
    ],
)
def test_options_that_say_how_to_install_are_taken(written, read_as):
    assert read(read_options, options=written) == (read_as, [])


@pytest.mark.parametrize(
    "option",
    [
        "--index-url=https://example.org",
        "--index-url",
        "-i",
        "--extra-i=x",
        "-fhttps://example.org",
        "--find-links=/x",
        "--no-index",
        "-r",
        "-e",
        "--target=/x",
        "--prefix=/x",
        "--proxy=x",
        "--trusted-host=x",
        "--no-deps=/x",
        "--only-binary",
        "--only-binary=/x",
        "--config-settings=a=/etc/passwd",
        "--no-dep",
        "numpy",
    ],
)
def test_an_option_that_says_where_is_refused_with_what_is_allowed(complaints, option):
    found = complaints(HEAD + 'requirements = ["numpy"]\noptions = ["%s"]' % option)
    assert [(line, "option" in message, "--no-deps" in remedy) for line, message, remedy in found] == [(7, True, True)]


@given(st.lists(st.text(max_size=20), max_size=4, unique=True))
def test_no_option_but_the_known_ones_gets_through(words):
    found, _ = read(read_options, options=words)
    assert all(option.startswith("--") and "/" not in option and "-url" not in option for option in found)


def test_needs_of_the_machine_are_checked_for_sense():
    assert read(read_needs, needs=["java>=17", "mpi"]) == (("java>=17", "mpi"), [])
    found, complaints = read(read_needs, needs=["jaba>=17", "java~17"])
    assert found == ()
    assert "'jaba>=17' is not known" in complaints[0]


def test_options_without_requirements_and_other_misfits_are_told(complaints):
    ((line, message, _),) = complaints(HEAD + 'python = "3.11"\noptions = ["--pre"]')
    assert (line, "nothing is required" in message) == (7, True)


@pytest.mark.parametrize(
    ("version", "requirement"),
    [("1.5", "x==1.5.*"), ("==1.5.2", "x==1.5.2"), (">=1,<2", "x>=1,<2"), ("new", None), ("", None), ("1.5 @ u", None)],
)
def test_a_version_in_a_matrix_is_any_release_of_it_or_what_it_says(version, requirement):
    assert required_version("x", version) == requirement


def test_a_project_has_one_spelling():
    assert project("Scikit_Learn[extra] >= 1") == project("scikit-learn") == "scikit-learn"
