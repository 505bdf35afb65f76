"""What an installer printed → why there is no environment, and what would mend it, for a person."""

from __future__ import annotations

import re

LONGEST = 300
_NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|Temporary failure in name|Name or service not known|ProxyError|"
    r"Network is unreachable|Max retries exceeded|Connection (?:refused|reset)|dns error|tcp connect error|"
    r"error sending request|SSLError|Could not fetch URL|client error \(Connect\)|network connectivity is disabled|"
    r"HTTP error \d{3}|HTTP status (?:client|server) error"
)
_ERROR_NUMBER = re.compile(r"\[Errno -?\d+\] [\w ]+")
_FULL = re.compile(r"No space left on device|Disk quota exceeded|os error (?:28|122)")
_NO_VENV = re.compile(r"ensurepip\s+is\s+not\s+available|No module named '?\"?(?:venv|ensurepip)")
_CONFLICT = re.compile(r"conflicting dependencies|ResolutionImpossible")
_NO_VERSION = re.compile(r"satisfies the requirement (?P<wanted>.+?) \(from versions: (?P<versions>.*)\)")
_NO_VERSION_OF_UV = re.compile(
    r"Because (?P<said>.*?(?:no version|no usable wheels|no wheels|not found in|only .*? available).*)"
)
_UNSATISFIABLE = re.compile(r"Because (?P<said>.*requirements are unsatisfiable.*)")
_NOT_BUILT = re.compile(
    r"subprocess-exited-with-error|Failed (?:building wheel|to build)|metadata-generation-failed|[Bb]uild backend"
)
_SAYS_NOTHING = re.compile(
    r"ERROR: ResolutionImpossible|.*\[notice\]|.*(?:hint|note): |.*metadata-generation-failed|.*exit (?:code|status)|"
    r".*[Ss]ee above|.*not a problem with pip|ERROR: Failed building wheel|"
    r"ERROR: Could not build wheels|ERROR: Failed to build installable wheels|.*likely indicates a problem|\W*$"
)
_ARROW = re.compile(r"╰─▶.*(?:\n {6}\S.*)*")
_CREDENTIALS = re.compile(r"//[^/@\s]+@")


def explain(output: str, python: str, name: str, timed_out: bool = False) -> tuple[str, str]:
    """(reason, remedy) of a failed build of environment `name` under Python `python` (`3.11.7`)."""
    text = _joined(output)
    last = _last_useful(text)
    minor = ".".join(python.split(".")[:2])
    if timed_out:
        return "installing took too long (%s)" % last, "bring it nearer first, or require less"
    if _FULL.search(text):
        return "the disk is full", "free some space: workbench env remove"
    if _NO_VENV.search(text):
        return "Python %s has no venv module" % minor, "apt install python%s-venv" % minor
    if _NETWORK.search(text):
        return (
            "the package index could not be reached (%s)" % (_first(_ERROR_NUMBER, text) or last),
            "see the network, and `pip config list`; then: workbench env build SUITE",
        )
    if _NOT_BUILT.search(text):
        return (
            "no wheel for Python %s, and building it from source failed (%s)" % (minor, last),
            "ask for a version with a wheel, or another python, in [environments.%s]; or: apt install build-essential"
            % name,
        )
    return _unresolved(text, minor, last), "change [environments.%s], then: workbench env build SUITE" % name


def _unresolved(text: str, minor: str, last: str) -> str:
    missing = _NO_VERSION.search(text)
    if missing is not None:
        versions = [version.strip() for version in missing["versions"].split(",")]
        there = "" if versions == ["none"] else "; there are %s" % ", ".join(versions[-8:])
        return _shown("no version of %s for Python %s on this machine%s" % (missing["wanted"], minor, there))
    if _CONFLICT.search(text):
        asked = re.findall(r"^\s+(The user requested .*|.* depends on .*)$", text, re.MULTILINE)
        return _shown("the requirements contradict each other (%s)" % "; ".join(asked[:4] or [last]))
    said = _NO_VERSION_OF_UV.search(text) or _UNSATISFIABLE.search(text)
    if said is not None:
        return _shown("Python %s: %s" % (minor, said["said"].partition(", we can conclude")[0]))
    return last


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return None if found is None else found[0]


def _joined(output: str) -> str:
    """uv breaks a sentence over lines that are indented under its arrow."""
    return _ARROW.sub(lambda found: re.sub(r"\s+", " ", found[0]), output)


def _last_useful(text: str) -> str:
    lines = [line.strip(" \t×╰─▶>│|") for line in text.splitlines()]
    said = [line for line in lines if line and not _SAYS_NOTHING.match(line)]
    errors = [line for line in said if re.search(r"error|failed|cannot|could not|no such", line, re.IGNORECASE)]
    return _shown(re.sub(r"^(?:ERROR|error|cause):\s*", "", (errors or said or ["it said nothing"])[-1]))


def _shown(text: str) -> str:
    """One printable line without anybody's password."""
    plain = "".join(sign if sign.isprintable() else " " for sign in _CREDENTIALS.sub("//…@", text))
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
