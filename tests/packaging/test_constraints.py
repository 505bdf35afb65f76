"""The pins: all of them, plain, and within what pyproject.toml asks for."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def lines():
    written = (ROOT / "constraints.txt").read_text().splitlines()
    return [line for line in written if line and not line.startswith("#")]


def pins():
    return [Requirement(line) for line in lines()]


def pinned():
    return {canonicalize_name(pin.name): pin for pin in pins()}


def asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    requirements = [Requirement(line) for lines in lists for line in lines]
    return [requirement for requirement in requirements if requirement.name != "workbench"]


def test_every_pin_is_one_exact_version():
    assert all(re.fullmatch(r"==[\w.!+]+", str(pin.specifier)) for pin in pins())


def test_no_pin_names_where_it_comes_from():
    assert not [line for line in lines() if re.search(r"^\s*-|@|/", line)]


def test_every_dependency_is_pinned_within_its_range():
    known = pinned()
    for requirement in asked_for():
        (version,) = known[canonicalize_name(requirement.name)].specifier
        assert requirement.specifier.contains(version.version), requirement


def test_what_the_dependencies_need_is_pinned_too():
    known = pinned()
    for name in known:
        for line in importlib.metadata.requires(name) or []:
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                assert canonicalize_name(needed.name) in known, f"{name} needs {needed}"
