"""Projects that our interpreter imports from the working tree, whichever side is meant."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from importlib.metadata import Distribution
from urllib.parse import unquote, urlsplit

from workbench.model.finding import Finding


def editable_findings(distributions: Iterable[Distribution], holds: Callable[[str], bool]) -> tuple[Finding, ...]:
    """A warning where a distribution is installed in editable form from a folder that `holds` tells is in the tree.

    Such an installation says where it is from in `direct_url.json` (PEP 610).
    """
    names = sorted({found.metadata["Name"] for found in distributions if _is_from(found, holds)})
    if not names:
        return ()
    message = (
        f"{', '.join(names)} is installed in editable form from this working tree: a workload that imports it may get "
        "the working tree's code on both sides, and then nothing is ever slower."
    )
    remedy = 'Have each side installed: install = "{python} -m pip install {project}" at the top of the suite.'
    return (Finding("warning", "editable_install", message, remedy),)


def _is_from(found: Distribution, holds: Callable[[str], bool]) -> bool:
    try:
        origin = json.loads(found.read_text("direct_url.json") or "{}")
        url = urlsplit(origin.get("url", ""))
        editable = bool(origin.get("dir_info", {}).get("editable"))
    except (OSError, ValueError, AttributeError):
        return False
    return editable and url.scheme == "file" and holds(unquote(url.path))
