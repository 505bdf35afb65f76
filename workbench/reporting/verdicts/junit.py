"""Verdicts as JUnit XML, which Jenkins, GitLab and others read: a test case for each metric of each case.

Format: Jenkins' xunit plug-in, junit-10.xsd. What is bad is a failure, what is unsure is skipped with its reason.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from workbench.reporting.escaping import plain
from workbench.reporting.verdicts.sheet import BAD, UNSURE, VerdictRow, VerdictSheet

_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for, not even escaped (production 2 of its specification)."""


def to_junit(sheet: VerdictSheet) -> str:
    """One `testsuite`; its `system-out` holds the answer, what to do next and the findings."""
    bad = sum(row.severity == BAD for row in sheet.rows)
    counts = {"tests": str(len(sheet.rows)), "failures": str(bad), "errors": "0"}
    document = ET.Element("testsuites", {"name": f"workbench {sheet.kind}", **counts})
    skipped = str(sum(row.severity == UNSURE for row in sheet.rows))
    suite = ET.SubElement(document, "testsuite", {"name": _xml(sheet.subject), **counts, "skipped": skipped})
    if sheet.wall_seconds is not None:
        for element in (document, suite):
            element.set("time", f"{sheet.wall_seconds:.3f}")
    properties = ET.SubElement(suite, "properties")
    for name, text in sheet.settings:
        ET.SubElement(properties, "property", {"name": name, "value": _xml(text)})
    for row in sheet.rows:
        suite.append(_testcase(row, sheet))
    ET.SubElement(suite, "system-out").text = "\n".join(map(_xml, _remarks(sheet)))
    ET.indent(document)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(document, encoding="unicode") + "\n"


def _testcase(row: VerdictRow, sheet: VerdictSheet) -> ET.Element:
    found = ET.Element("testcase", {"classname": _xml(sheet.subject), "name": _xml(row.title)})
    message = _xml(f"{row.word}: {row.says}" if row.says else row.word)
    if row.severity == BAD:
        ET.SubElement(found, "failure", {"type": row.word, "message": message}).text = _xml(row.sentence)
    elif row.severity == UNSURE:
        ET.SubElement(found, "skipped", {"type": row.word, "message": message})
    else:
        ET.SubElement(found, "system-out").text = _xml(row.sentence)
    return found


def _remarks(sheet: VerdictSheet) -> list[str]:
    findings = [f"{each.severity}: {' → '.join(filter(None, (each.message, each.remedy)))}" for each in sheet.findings]
    tables = [line for table in sheet.tables for line in (table.caption, *map(" · ".join, table.rows))]
    return [sheet.answer, *(f"→ {step}" for step in sheet.steps), *findings, *tables]


def _xml(text: str) -> str:
    return _NO_CHARACTER.sub(lambda found: f"\\u{ord(found[0]):04x}", plain(text))
