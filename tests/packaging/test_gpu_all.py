"""suites/gpu-all, with a stand-in for workbench that keeps what it was asked: no card and no minutes are needed."""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

SUITES = Path(__file__).parents[2] / "suites"
STAND_IN = """
import json, os, sys
status = 0 if sys.argv[1] != "run" else int(os.environ.get("STATUS", "0"))
asked = {"arguments": sys.argv[1:], "python": sys.executable, "prefix": sys.prefix}
for name in ("carried_along", "msgspec"):
    try:
        asked[name] = __import__(name).__file__
    except ImportError:
        asked[name] = None
from importlib.metadata import distributions
asked["versions"] = [each.name for each in distributions() if each.version == "99"]
with open(os.environ["ASKED"], "a") as file:
    file.write(json.dumps(asked) + "\\n")
sys.exit(status)
"""


@pytest.fixture
def project(tmp_path):
    """A project of which only the script is real."""
    for folder in ("suites", "workbench", "tmp"):
        (tmp_path / folder).mkdir()
    shutil.copy(SUITES / "gpu-all", tmp_path / "suites" / "gpu-all")
    (tmp_path / "workbench" / "__init__.py").touch()
    (tmp_path / "workbench" / "__main__.py").write_text(STAND_IN)
    for module in ("contracts/devices.py", "model/device.py"):
        copied = tmp_path / "workbench" / module
        copied.parent.mkdir()
        (copied.parent / "__init__.py").touch()
        shutil.copy(SUITES.parent / "workbench" / module, copied)
    for suite in SUITES.glob("gpu-*.toml"):
        shutil.copy(suite, tmp_path / "suites")
    return tmp_path


def run(project, minutes="8", **variables):
    asked = project / "asked"
    asked.unlink(missing_ok=True)
    surroundings = {**os.environ, "PYTHON": sys.executable, "MINUTES": minutes, "ASKED": str(asked)}
    surroundings.update({"CUDA_VISIBLE_DEVICES": "0", **variables})
    surroundings.update(RESULTS=str(project / "results"), TMPDIR=str(project / "tmp"))
    surroundings.pop("PYTHONPATH", None)
    done = subprocess.run(
        ["sh", str(project / "suites" / "gpu-all")],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    calls = [json.loads(line) for line in asked.read_text().splitlines()] if asked.exists() else []
    assert list((project / "tmp").iterdir()) == [], "what it made is left"
    return done, calls


def test_ceilings_come_first_then_every_gpu_suite_within_the_time(project):
    done, calls = run(project)
    assert done.returncode == 0, done.stderr
    first, *runs, last = [call["arguments"] for call in calls]
    assert first[:2] == ["doctor", "--ceilings"]
    assert last[:2] == ["results", "validate"]
    assert {Path(words[1]) for words in runs} == {project / "suites" / path.name for path in SUITES.glob("gpu-*.toml")}
    budgets = [int(words[words.index("--time-budget") + 1].rstrip("s")) for words in runs]
    # Each is a share of what is left; nothing was spent here.
    assert all("--here" in words for words in runs)
    assert min(budgets) >= 5
    assert budgets[0] <= 8 * 60 * 2 / 10


def test_without_a_card_every_suite_is_read_and_the_reason_is_the_last_word(project):
    done, calls = run(project, CUDA_VISIBLE_DEVICES="-1")
    assert done.returncode == 5
    assert done.stderr.splitlines()[-1].startswith("gpu-all: skipped: no CUDA device (")
    assert {Path(call["arguments"][1]).name for call in calls} == {path.name for path in SUITES.glob("gpu-*.toml")}
    assert all("--dry-run" in call["arguments"] for call in calls)


@pytest.mark.parametrize(("status", "expected"), [("5", 0), ("4", 4), ("130", 130)])
def test_a_suite_that_skipped_everything_is_fine_and_one_that_failed_is_told(project, status, expected):
    done, _ = run(project, STATUS=status)
    assert done.returncode == expected


def test_no_time_left_is_told_and_nothing_is_run(project):
    done, calls = run(project, "0")
    assert done.returncode == 4
    assert "no time is left for gpu-matmul" in done.stderr
    assert [call["arguments"][0] for call in calls] == ["doctor", "results"]


def test_what_is_carried_along_is_there_and_stands_in_for_nothing_that_is(project):
    wheels = project / "suites" / "gpu-all.wheels"
    wheels.mkdir()
    wheel(wheels, "carried_along")
    wheel(wheels, "msgspec")
    _, calls = run(project, "0")
    assert Path(calls[0]["carried_along"]).is_relative_to(calls[0]["prefix"])
    assert not Path(calls[0]["msgspec"]).is_relative_to(calls[0]["prefix"])
    assert Path(calls[0]["python"]).is_relative_to(project / "tmp")


def test_a_distribution_that_is_at_hand_is_left_out_whole_metadata_and_all(project):
    wheels = project / "suites" / "gpu-all.wheels"
    wheels.mkdir()
    wheel(wheels, "msgspec", "msgspec_of_another_name")
    _, calls = run(project, "0")
    assert calls[0]["versions"] == []


def test_what_is_fetched_are_all_dependencies_and_theirs_but_numpy():
    pyproject = tomllib.loads((SUITES.parent / "pyproject.toml").read_text())
    script = (SUITES / "gpu-all").read_text()
    fetched = set(re.search(r'lacking="([^"]+)"', script)[1].split()) | {re.search(r"source_only=(\S+)", script)[1]}
    lacking = {}
    for name in [None, *fetched]:
        for needed in needed_by(name, pyproject["project"]["dependencies"]) - fetched - {"numpy"}:
            lacking[needed] = name or "workbench"
    assert lacking == {}


def needed_by(name, own):
    """The distributions that one asks for where it is installed here, without its extras; `own` are workbench's."""
    try:
        texts = own if name is None else importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return set()
    here = {"extra": ""}
    found = (Requirement(text) for text in texts)
    return {each.name.lower().replace("_", "-") for each in found if each.marker is None or each.marker.evaluate(here)}


def wheel(folder, name, title=None):
    """A wheel of one module, under a title of its own where one is given."""
    import zipfile

    title = title or name
    info = f"{title}-99.dist-info/"
    with zipfile.ZipFile(folder / f"{title}-99-py3-none-any.whl", "w") as opened:
        opened.writestr(f"{name}.py", "")
        opened.writestr(info + "METADATA", f"Metadata-Version: 2.1\nName: {title}\nVersion: 99\n")
        opened.writestr(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        opened.writestr(info + "RECORD", "")
