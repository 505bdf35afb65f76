"""Who may see whom: the contracts of pyproject.toml, and that they name every room there is."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def contracts():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def lint(folder):
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_imports_point_downward_only():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout[-4000:]


def test_an_import_that_points_upward_is_caught(tmp_path):
    for name in ("workbench", "dashboards"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "workbench" / "model" / "upward.py").write_text("import workbench.cli\n")
    result = lint(tmp_path)
    assert result.returncode != 0
    assert "workbench.model.upward -> workbench.cli" in result.stdout


def test_every_room_stands_on_a_floor():
    (floors,) = [contract for contract in contracts() if contract["type"] == "layers"]
    placed = {room for layer in floors["layers"] for room in layer.replace("|", " ").replace(":", " ").split()}
    rooms = {init.parent.name for init in (ROOT / "workbench").glob("*/__init__.py")}
    assert rooms <= placed, sorted(rooms - placed)
