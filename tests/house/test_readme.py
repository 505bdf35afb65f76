"""README's first two commands, its own words for ours, and that the workload it shows runs as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OWN = "the test of this page runs the two files below"
WORKBENCH = str(Path(sys.executable).parent / "workbench")


def text():
    return (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language, start=0):
    return [code for found, code in BLOCK.findall(text()[start:]) if found == language]


def commands():
    """The words after `workbench` in every shell line of the page."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return sorted({found[1] for line in lines if (found := re.search(r"(?:^|/)workbench ([a-z]+)", line))})


def run(*arguments, folder):
    kept = os.environ | {"XDG_CACHE_HOME": str(folder / "cache"), "NO_COLOR": "1"}
    command = [WORKBENCH, *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=kept,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_first_code_is_the_two_commands():
    first = BLOCK.search(text())
    assert first is not None
    assert first[1] == "sh"
    assert [line.partition("#")[0].strip() for line in first[2].splitlines()] == ["make demo", "make test"]


def test_the_two_plain_pip_lines_come_next_and_use_the_pins():
    second = blocks("sh")[1].splitlines()
    assert len(second) == 2
    assert "pip install -c constraints.txt" in second[0]
    assert second[1].endswith("workbench demo")


def test_every_target_of_make_that_it_names_is_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)", "\n".join(blocks("sh")))) <= targets


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md"))])
def test_every_file_and_section_that_a_page_links_to_is_there(page):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", (ROOT / page).read_text()) if "://" not in link]
    assert links
    assert [link for link in links if not is_there(ROOT / page, link)] == []


def is_there(page, link):
    """Whether a link of a page leads to a file, and where it names a section of a page, to that."""
    path, _, section = link.partition("#")
    file = (page.parent / path) if path else page
    headings = re.findall(r"^#+ (.*)$", file.read_text(), re.MULTILINE) if section else []
    return file.exists() and section in {
        "",
        *(re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in headings),
    }


def test_a_link_to_a_section_that_is_not_there_is_told():
    assert is_there(ROOT / "docs" / "systems.md", "#what-ships")
    assert not is_there(ROOT / "docs" / "systems.md", "#nothing-of-this-name")


@pytest.mark.parametrize("command", commands())
def test_every_command_that_it_names_exists(command, tmp_path):
    result = run(command, "--help", folder=tmp_path)
    assert result.returncode == 0, result.stderr


def test_a_workload_of_ones_own_takes_less_than_30_lines():
    assert len(blocks("python", text().index(OWN))[0].splitlines()) < 30


@pytest.mark.slow
def test_the_workload_that_it_shows_runs_as_it_stands(tmp_path):
    start = text().index(OWN)
    (tmp_path / "mine.py").write_text(blocks("python", start)[0], encoding="utf-8")
    (tmp_path / "mine.toml").write_text(blocks("toml", start)[0], encoding="utf-8")
    result = run("run", "mine.toml", folder=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    (trials,) = tmp_path.glob("results/*/*/trials.jsonl")
    assert "least-squares" in result.stdout
    assert trials.read_text().count('"status":"ok"') == 8
