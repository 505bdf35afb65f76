"""The rooms that run under another interpreter: Python 3.8 and its standard library, and nothing else."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("contracts", "model", "child", "telemetry", "workloads", "solvers", "backends", "clusters", "probes")
MODULES = ("__init__", "registry", "wire", "errors")

IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(len(sys.argv) - 1)
"""


def files():
    loose = [ROOT / "workbench" / f"{module}.py" for module in MODULES]
    return loose + [file for room in ROOMS for file in sorted((ROOT / "workbench" / room).rglob("*.py"))]


def module_name(file):
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def interpreters():
    """Every Python from 3.8 on that this machine has, one a version, told by running it."""
    found = {}
    for candidate in candidates():
        asked = [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            found.setdefault(answer.stdout.strip(), candidate)
    return [found[version] for version in sorted(found) if tuple(map(int, version.split("."))) >= (3, 8)]


def candidates():
    yield sys.executable
    for minor in range(8, 16):
        yield from filter(None, [shutil.which(f"python3.{minor}")])
    for folder in sorted((Path.home() / ".pyenv" / "versions").glob("3.*")):
        yield str(folder / "bin" / "python")


def top_level_imports(tree):
    """The modules whose import runs when the module itself is imported."""
    pending = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            pending.extend(node.orelse)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(node))


@pytest.fixture
def handed(tmp_path):
    """A folder that holds nothing but a link to the package: what a child is handed on its path."""
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "workbench").symlink_to(ROOT / "workbench")
    return tmp_path / "path"


def test_importing_them_needs_the_standard_library_only():
    allowed = set(sys.stdlib_module_names) | {"workbench"}
    found = []
    for file in files():
        imported = {name.partition(".")[0] for name in top_level_imports(ast.parse(file.read_text(encoding="utf-8")))}
        found += [f"{module_name(file)} imports {name}" for name in sorted(imported - allowed)]
    assert found == []


def test_the_check_above_sees_what_runs_at_import_and_only_that():
    code = """
try:
    import a
except ImportError:
    if 1:
        from b.c import d
class E:
    import f
if TYPE_CHECKING:
    import g
else:
    import h
def i():
    import j
"""
    assert set(top_level_imports(ast.parse(code))) == {"a", "b.c", "f", "h"}


def test_it_is_written_in_python_3_8():
    vermin = str(Path(sys.executable).parent / "vermin")
    checked = [vermin, "-t=3.8-", "--no-tips", "--no-parse-comments", "-v", *map(str, files())]
    result = subprocess.run(checked, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize("interpreter", interpreters(), ids=lambda path: path.replace(str(Path.home()), "~"))
def test_every_module_imports_where_nothing_is_installed(interpreter, handed, tmp_path):
    names = [module_name(file) for file in files() if file.stem != "__main__"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    kept |= {"PYTHONPATH": str(handed), "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [interpreter, "-S", "-W", "error::SyntaxWarning", "-c", IMPORT_ALL, *names],
        cwd=tmp_path,
        env=kept,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    assert result.stdout.split() == [str(len(names))]
