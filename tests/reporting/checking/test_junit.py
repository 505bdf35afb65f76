import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.reporting.checking.junit import check_to_junit
from workbench.reporting.verdicts.junit import to_junit
from workbench.reporting.verdicts.sheet import VerdictRow, VerdictSheet

ALLOWED = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"name", "classname"},
    "failure": {"type", "message"},
    "skipped": {"type", "message"},
    "system-out": set(),
}
"""Elements and attributes of Jenkins' junit-10.xsd that we use; it allows no others of ours."""
PARENTS = {
    "testsuite": {"testsuites"},
    "properties": {"testsuite"},
    "property": {"properties"},
    "testcase": {"testsuite"},
    "failure": {"testcase"},
    "skipped": {"testcase"},
    "system-out": {"testcase", "testsuite"},
}


def test_a_test_case_for_each_metric_of_each_case(make):
    suite = ET.fromstring(check_to_junit(make.every).encode()).find("testsuite")
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "4", "failures": "1", "errors": "0", "skipped": "2"}
    failed, incomparable, undecided, passed = suite.findall("testcase")
    assert failed.get("name") == "ridge: loky, time"
    assert failed.find("failure").get("message") == ("failed: 12 % slower, confirmed by 6 fresh pairs of launches")
    assert incomparable.find("skipped").get("type") == "incomparable"
    assert "between 3 % faster and 12 % slower" in undecided.find("skipped").get("message")
    assert passed.find("failure") is passed.find("skipped") is None
    assert suite.find("system-out").text.startswith("Failed: ridge: loky")


def test_only_what_the_schema_allows(make):
    root = ET.fromstring(check_to_junit(make.every).encode())
    for parent in root.iter():
        assert set(parent.attrib) <= ALLOWED[parent.tag]
        for child in parent:
            assert parent.tag in PARENTS[child.tag]
    assert root.tag == "testsuites"
    assert float(root.get("time")) == pytest.approx(541.2)


@settings(deadline=None)
@given(st.text())
def test_any_name_stays_well_formed(name):
    row = VerdictRow(name, "time", "failed", "bad", says=name)
    document = to_junit(VerdictSheet("check", name, name, (row,), settings=(("base", name),)))
    suite = ET.fromstring(document.encode()).find("testsuite")
    assert len(suite.findall("testcase")) == 1
