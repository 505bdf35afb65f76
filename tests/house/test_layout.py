"""Where things lie, what they are called and how long they may be."""

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP_LEVEL = {
    ".ci",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "action.yml",
    "benchmarks",
    "constraints.txt",
    "dashboards",
    "pyproject.toml",
    "results",
    "suites",
    "tests",
    "workbench",
}
OPTIONAL = {"docs"}
FORBIDDEN_WORDS = {"util", "utils", "helper", "helpers", "manager", "misc", "common"}


def sources(*folders):
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def lines(file):
    return len(file.read_text(encoding="utf-8").splitlines())


def words(name):
    """`TrialManager`, `trial_manager` → {trial, manager}."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


def definitions(tree):
    kinds = ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef
    return [node.name for node in ast.walk(tree) if isinstance(node, kinds)]


def test_the_top_level_is_what_the_readme_says(tracked):
    top = {file.relative_to(ROOT).parts[0] for file in tracked}
    assert top >= TOP_LEVEL, f"missing: {sorted(TOP_LEVEL - top)}"
    assert top <= TOP_LEVEL | OPTIONAL, f"unexpected: {sorted(top - TOP_LEVEL - OPTIONAL)}"


def test_no_module_is_over_400_lines():
    long = {
        str(file.relative_to(ROOT)): lines(file) for file in sources("workbench", "dashboards", "tests", "benchmarks")
    }
    assert {name: count for name, count in long.items() if count > 400} == {}


def test_the_median_module_is_under_120_lines():
    counts = [lines(file) for file in sources("workbench") if file.name != "__init__.py"]
    assert statistics.median(counts) < 120


def test_nothing_is_called_by_a_name_that_says_nothing():
    found = []
    for file in sources("workbench", "dashboards"):
        path = file.relative_to(ROOT)
        named = [*path.with_suffix("").parts, *definitions(ast.parse(file.read_text(encoding="utf-8")))]
        found += [f"{path}: {name}" for name in named if words(name) & FORBIDDEN_WORDS]
    assert found == []


@pytest.mark.parametrize("name", ["utils", "io_utils", "RunManager", "run_helper"])
def test_such_a_name_is_told(name):
    assert words(name) & FORBIDDEN_WORDS


def test_tests_mirror_the_rooms():
    rooms = {file.parent.name for file in (ROOT / "workbench").glob("*/__init__.py")} | {"dashboards"}
    tested = {folder.name for folder in (ROOT / "tests").iterdir() if list(folder.glob("test_*.py"))}
    assert tested <= rooms | {"house", "packaging", "conformance"}, sorted(tested - rooms)


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("results/some-machine/some-run/telemetry/x-000.arrows", True),
        ("results/README.md", False),
        (".venv/pyvenv.cfg", True),
        ("workbench/__pycache__/x.pyc", True),
        ("suites/mine.toml", False),
    ],
)
def test_what_is_made_is_ignored_and_what_is_written_is_not(tracked, path, ignored):
    asked = subprocess.run(["git", "check-ignore", "-q", "--no-index", path], cwd=ROOT, check=False)
    assert (asked.returncode == 0) is ignored
