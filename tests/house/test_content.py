"""What no file of ours may hold: this machine's paths, a registry's address, code that runs what it reads."""

import ast
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REGISTRY = re.compile(rb"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|debian\.org|ubuntu\.com|anaconda)", re.IGNORECASE)
INDEX_OPTION = re.compile(rb"--(?:extra-)?index-url|--find-links")
RUNS_WHAT_IT_READS = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve"}
RUNS_TEXT = {"eval", "exec"}
SHELLS = {("os", "system"), ("os", "popen"), ("subprocess", "getoutput"), ("subprocess", "getstatusoutput")}


def sources():
    return sorted((ROOT / "workbench").rglob("*.py")) + sorted((ROOT / "dashboards").rglob("*.py"))


def faults(tree):
    """(line, what) for each thing in a module that would run what it reads, or hand words to a shell."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in RUNS_WHAT_IT_READS)
        elif isinstance(node, ast.ImportFrom) and node.module in RUNS_WHAT_IT_READS:
            yield node.lineno, node.module
        elif isinstance(node, ast.Call):
            yield from call_faults(node)


def call_faults(call):
    match call.func:
        case ast.Name(id=name) if name in RUNS_TEXT:
            yield call.lineno, name
        case ast.Attribute(value=ast.Name(id=module), attr=name) if (module, name) in SHELLS:
            yield call.lineno, f"{module}.{name}"
    for keyword in call.keywords:
        on = isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        if keyword.arg in {"shell", "allow_pickle"} and on:
            yield call.lineno, f"{keyword.arg}=True"


def test_nothing_read_is_run():
    found = []
    for file in sources():
        told = faults(ast.parse(file.read_text(encoding="utf-8")))
        found += [f"{file.relative_to(ROOT)}:{line}: {what}" for line, what in told]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from pickle import loads",
        "eval('1')",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "import os\nos.system('ls')",
        "numpy.load('x', allow_pickle=True)",
    ],
)
def test_the_check_above_can_fail(code):
    assert list(faults(ast.parse(code)))


def test_no_tracked_file_names_a_registry(tracked):
    named = [str(file.relative_to(ROOT)) for file in tracked if REGISTRY.search(file.read_bytes())]
    assert named == []


def test_no_build_file_chooses_an_index_for_its_user(tracked):
    build = [file for file in tracked if file.suffix in {".txt", ".toml", ".yml", ".yaml", ".cfg", ""}]
    assert [str(file.relative_to(ROOT)) for file in build if INDEX_OPTION.search(file.read_bytes())] == []


def test_no_tracked_file_holds_a_path_of_this_machine(tracked):
    places = [place for place in (ROOT, Path.home()) if place != Path(place.root)]
    inside = re.compile(rb"(?<![\w.-])(?:" + b"|".join(re.escape(os.fsencode(place)) for place in places) + rb")/")
    assert [str(file.relative_to(ROOT)) for file in tracked if inside.search(file.read_bytes())] == []
