"""The wheel runs away from the repository, in a venv of its own, from a folder of its own."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)], ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel, tmp_path_factory):
    """The bin folder of a venv that holds the wheel; its dependencies are those of the interpreter we run in."""
    folder = tmp_path_factory.mktemp("venv")
    run([sys.executable, "-m", "venv", "--without-pip", str(folder)], folder)
    # A path named in a .pth file has its own .pth files ignored, so our editable install stays out of sight.
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    run([*pip, "--ignore-installed", str(wheel)], folder)
    return folder / "bin"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    return tmp_path_factory.mktemp("elsewhere")


def run(command, folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    kept["XDG_CACHE_HOME"] = str(folder / "cache")
    result = subprocess.run(
        command,
        cwd=folder,
        env=kept,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert result.returncode == 0, f"{command}: exit {result.returncode}\n{result.stdout}\n{result.stderr}"
    return result.stdout


def test_it_holds_the_package_the_suites_and_the_dashboard_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "workbench/_shipped/suites/smallest.toml" in names
    assert "workbench/_shipped/suites/demo.toml" in names
    assert "workbench/_shipped/dashboards/app.py" in names
    assert "workbench/_shipped/dashboards/grafana/workbench.json" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"workbench"}
    assert not [name for name in names if name.endswith(".pyc")]
    assert [name for name in names if name.endswith("licenses/LICENSE")]


def test_what_runs_is_the_wheel_and_not_the_checkout(programs, elsewhere):
    asked = "import workbench, workbench.sessions.shipped as s; print(workbench.__file__, s.suite_folder(), sep='\\n')"
    package, suites = run([str(programs / "python"), "-c", asked], elsewhere).splitlines()
    assert Path(package).is_relative_to(programs.parent)
    assert Path(suites).is_relative_to(programs.parent)


def test_help_and_list_answer(programs, elsewhere):
    assert "run" in run([str(programs / "workbench"), "--help"], elsewhere)
    assert "ridge" in run([str(programs / "workbench"), "list"], elsewhere)


def test_the_smallest_suite_runs_and_leaves_its_results_where_it_was_called(programs, elsewhere):
    run([str(programs / "workbench"), "run", "smallest"], elsewhere)
    (trials,) = elsewhere.glob("results/*/*/trials.jsonl")
    assert trials.read_text().count("\n") >= 1
    assert '"status":"ok"' in trials.read_text().replace('": "', '":"')
