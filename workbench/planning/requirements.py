"""Reading `requirements`, `options` and `needs` of an environment: names and versions, never where to get them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.contracts.needs import KNOWN, parse_need
from workbench.planning.complaints import listed, shown
from workbench.planning.tables import Table

_VERSION = r"(?:===|==|~=|!=|<=|>=|<|>)\s*[\w.*+!-]+"
_VERSIONS = rf"{_VERSION}(?:\s*,\s*{_VERSION})*"
_REQUIREMENT = re.compile(
    rf"(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[\w\s.,-]*\])?\s*(?:{_VERSIONS}|\({_VERSIONS}\))?\s*(?:;[^@/\\]+)?",
    re.ASCII,
)
_SPECIFIER = re.compile(_VERSIONS, re.ASCII)
_BARE_VERSION = re.compile(r"\d+(?:\.\d+)*", re.ASCII)

FLAGS = ("--ignore-requires-python", "--no-build-isolation", "--no-deps", "--pre", "--prefer-binary", "--use-pep517")
CHOOSING = ("--no-binary", "--only-binary")
"""Take `:all:`, `:none:` or names of packages."""
SETTING = "--config-settings"
_PACKAGES = re.compile(r":all:|:none:|[\w.-]+(?:,[\w.-]+)*", re.ASCII)
_SETTING = re.compile(r"[\w.-]+=[\w.,=+-]*", re.ASCII)
_ELSEWHERE = "where packages come from, and where they go, is for this machine's own settings of pip and uv to say"
_ALLOWED = "allowed: " + ", ".join((*FLAGS, *("%s=…" % name for name in CHOOSING), "%s=NAME=VALUE" % SETTING))


def project(requirement: str) -> str:
    """The project that a requirement names, spelt as indexes spell it (PEP 503)."""
    found = _REQUIREMENT.fullmatch(requirement.strip())
    name = requirement if found is None else found["name"]
    return re.sub(r"[-_.]+", "-", name).lower()


def required_version(name: str, version: str) -> str | None:
    """A requirement from a matrix: `1.5` is any release of 1.5, `<2` is taken as it stands; None for anything else."""
    if _REQUIREMENT.fullmatch(name) is None:
        return None
    if _BARE_VERSION.fullmatch(version):
        return "%s==%s.*" % (name, version)
    return name + version if _SPECIFIER.fullmatch(version) else None


def read_requirements(table: Table) -> tuple[str, ...]:
    """`requirements`, as written; complains about what is not a name with versions."""
    found = []
    for index, text in enumerate(table.texts("requirements")):
        requirement = text.strip()
        if _REQUIREMENT.fullmatch(requirement):
            found.append(requirement)
            continue
        what = "is not a package with versions"
        if re.search(r"[@/\\]|^\.", requirement):
            what = "names a URL or a path"
        elif requirement.startswith("-"):
            what = "is an option"
        table.complaints.add(
            (*table.at("requirements"), index),
            "requirement %s %s" % (shown(requirement), what),
            'write a name and versions, like "scikit-learn==1.5.*"; ' + _ELSEWHERE,
        )
    return tuple(found)


def read_options(table: Table) -> tuple[str, ...]:
    """`options`, each in one word (`--only-binary=:all:`); complains about what says more than how to install."""
    words = list(table.texts("options"))
    found = []
    for option in _joined(words):
        complaint = _complaint(option)
        if complaint is None:
            found.append(option)
        else:
            table.complaints.add(table.at("options"), complaint, _ALLOWED)
    return tuple(found)


def read_needs(table: Table) -> tuple[str, ...]:
    """`needs`; complains about what is not known."""
    found = []
    for index, need in enumerate(table.texts("needs")):
        try:
            parse_need(need)
        except ValueError as error:
            table.complaints.add((*table.at("needs"), index), "need %s" % error, "there are " + listed(sorted(KNOWN)))
        else:
            found.append(need.strip())
    return tuple(found)


def _joined(words: list[str]) -> Iterator[str]:
    """Options and their values as one word each: `--only-binary`, `:all:` → `--only-binary=:all:`."""
    position = 0
    while position < len(words):
        word = words[position].strip()
        takes_value = word in (*CHOOSING, SETTING) and position + 1 < len(words)
        yield "%s=%s" % (word, words[position + 1].strip()) if takes_value else word
        position += 2 if takes_value else 1


def _complaint(option: str) -> str | None:
    name, equals, value = option.partition("=")
    if option in FLAGS:
        return None
    if (name in CHOOSING and _PACKAGES.fullmatch(value)) or (name == SETTING and _SETTING.fullmatch(value)):
        return None
    if name in (*FLAGS, *CHOOSING, SETTING):
        return "option %s: %s" % (shown(name), "its value can't be used" if equals else "its value is missing")
    return "option %s is not one that a suite may give: %s" % (shown(option), _ELSEWHERE)
