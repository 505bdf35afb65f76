"""The pages in a real browser: they open, nothing is asked of another machine, nothing fails, files are right."""

import socket
import sys
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from workbench.reporting.downloads import DOWNLOADS
from workbench.reporting.queries import run_label
from workbench.store.catalogue import find_runs
from workbench.store.writer import RunWriter

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "dashboards" / "app.py"
AXE = Path(sys.prefix) / "axe" / "node_modules" / "axe-core" / "axe.min.js"
# What our pages write. The colours of a chosen switch and of the chips of a list are Streamlit's own.
AXE_CALL = """() => axe.run(
  {include: ['[data-testid="stMain"]'], exclude: ['[data-testid="stButtonGroup"]', '[data-testid="stMultiSelect"]']},
  {resultTypes: ["violations"]},
)"""
READY_SECONDS = 60
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
HOSTILE_CONFIG = """
[browser]
gatherUsageStats = true
[server]
address = "0.0.0.0"
enableCORS = false
"""
RUN, HOSTILE_RUN, DOOMED_RUN = "20260401-120000-1a2b", "20260301-120000-host", "20260201-120000-doom"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def results(tmp_path_factory, builders):
    """The example, a run of hostile names, one to be deleted, and a folder that isn't a run."""
    root = tmp_path_factory.mktemp("served") / "results"
    runs = (
        builders.make_run(run_id=RUN),
        builders.make_run(name=builders.HOSTILE, run_id=HOSTILE_RUN, created_at=1_772_366_400.0),
        builders.make_run(name="doomed", run_id=DOOMED_RUN, created_at=1_769_947_200.0, broken=True),
    )
    for run in runs:
        with RunWriter.create(str(root), run.header) as writer:
            for trial in run.trials:
                writer.append(trial)
    foreign = root / "machine" / "20260101-000000-frgn"
    foreign.mkdir(parents=True)
    (foreign / "run.json").write_text('{"schema_version": 999}')
    return root


@pytest.fixture(scope="module")
def served(serving, results):
    """The address of a dashboard over the results, started where a hostile configuration lies."""
    start = results.parent / "elsewhere"
    (start / ".streamlit").mkdir(parents=True)
    (start / ".streamlit" / "config.toml").write_text(HOSTILE_CONFIG)
    with serving(results, start, results.parent / "server.log", READY_SECONDS) as address:
        yield address


@pytest.fixture
def page(chromium, served):
    """A page that remembers what it asked for and what went wrong."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.asked, page.wrong = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("requestfailed", lambda request: _failed(page, request))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("dialog", lambda dialog: page.wrong.append(f"a dialog: {dialog.message}") or dialog.dismiss())
    page.on("response", lambda answer: _note(page, answer))
    yield page
    context.close()


def _failed(page, request):
    if request.failure != "net::ERR_ABORTED":  # what the browser itself drops when a page is left
        page.wrong.append(f"{request.url}: {request.failure}")


def _note(page, answer):
    # On a deep link Streamlit's own front end first looks for its server beside the page, then at the root.
    if answer.status >= 400 and "/_stcore/" not in answer.url:
        page.wrong.append(f"{answer.status} {answer.url}")


def _is_clean(page, address):
    _settle(page)
    assert page.locator('[data-testid="stException"]').all_inner_texts() == []
    outside = [
        url for url in page.asked if not url.startswith((address, "data:", "blob:", address.replace("http", "ws")))
    ]
    assert outside == []
    assert page.wrong == []


def _settle(page):
    page.locator('[data-testid="stMain"] [data-testid="stElementContainer"]').first.wait_for()
    page.wait_for_selector(SETTLED)


def _addresses(page, served):
    page.goto(served)
    _settle(page)
    found = page.locator('[data-testid="stTopNavLink"]').evaluate_all("all => all.map(one => one.href)")
    assert len(found) > 1
    return found


def _saved(page, press):
    with page.expect_download() as started:
        press.click()
    return Path(started.value.path()).read_bytes()


def test_every_page_opens_from_the_navigation(page, served):
    for address in _addresses(page, served):
        link = page.locator(f'[data-testid="stTopNavLink"][href="{address}"], a[href="{address}"]').first
        link.click()
        page.wait_for_url(f"{address.rstrip('/')}**")
        _is_clean(page, served)


def test_the_overview_answers_first(page, served):
    page.goto(served)
    page.get_by_text("is fastest at equal quality").first.wait_for()
    _is_clean(page, served)


def test_a_chart_is_drawn_and_saved_with_its_data(page, served):
    page.goto(f"{served}/scaling?run=demo · {RUN}")
    page.locator("svg.marks").first.wait_for()
    picture = _saved(page, page.get_by_role("button", name="Save as SVG").first)
    assert ET.fromstring(picture).tag.endswith("svg")
    assert _saved(page, page.get_by_role("button", name="Save as PNG").first).startswith(b"\x89PNG")
    rows = _saved(page, page.get_by_role("button", name="Data as CSV").first).decode().splitlines()
    assert len(rows) > 4
    _is_clean(page, served)


def test_a_filter_lands_in_the_link_and_the_link_restores_it(page, served):
    page.goto(f"{served}/scaling?run=demo · {RUN}")
    page.get_by_role("radio", name="efficiency").or_(page.get_by_role("button", name="efficiency")).first.click()
    page.wait_for_url("**measure=efficiency**")
    _settle(page)
    page.goto(page.url)
    page.get_by_text("Known serial fraction").first.wait_for()
    assert "measure=efficiency" in page.url
    _is_clean(page, served)


def test_a_filter_narrows(page, served):
    page.goto(f"{served}/runs")
    page.get_by_text("6 launches did not end well").wait_for()
    page.get_by_label("Run", exact=True).click()
    page.get_by_role("option", name=DOOMED_RUN).click()
    page.get_by_text("18 launches did not end well").wait_for()
    assert "doomed" in page.url
    _is_clean(page, served)


def test_a_link_with_unknown_words_says_so(page, served):
    page.goto(f"{served}/runs?run=nothing like this")
    page.get_by_text("nothing like this").wait_for()
    page.get_by_text("6 launches did not end well").wait_for()
    _is_clean(page, served)


def test_downloads_are_the_right_bytes(page, served, results):
    page.goto(f"{served}/runs?run=demo · {RUN}")
    _settle(page)
    folder = next(entry.folder for entry in find_runs(str(results)) if entry.run_id == RUN)
    for download in DOWNLOADS.values():
        data = _saved(page, page.get_by_role("button", name=download.title))
        assert data == download.make(folder), download.title
    _is_clean(page, served)


def test_hostile_names_are_text(page, served, results):
    for address in _addresses(page, served):
        page.goto(address)
        _is_clean(page, served)
    label = run_label(next(entry for entry in find_runs(str(results)) if entry.run_id == HOSTILE_RUN))
    page.goto(f"{served}/runs?run={quote(label)}")
    page.get_by_role("heading", name="<script>alert(1)</script>").wait_for()
    assert page.locator('[data-testid="stMain"] a[href^="http://x"]').count() == 0


def test_a_phone_needs_no_sideways_scrolling(page, served):
    addresses = _addresses(page, served)
    page.set_viewport_size({"width": 390, "height": 844})
    for address in addresses:
        page.goto(address)
        _settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    _is_clean(page, served)


def test_a_run_is_deleted_once_its_id_is_typed(page, served, results):
    page.goto(f"{served}/runs?run=doomed · {DOOMED_RUN}")
    page.get_by_text("Delete this run").click()
    expect = pytest.importorskip("playwright.sync_api").expect
    button = page.get_by_role("button", name="Delete", exact=True)
    button.wait_for()
    assert button.is_disabled()
    field = page.get_by_label("The id of the run to delete")
    field.fill("something else")
    field.press("Enter")
    _settle(page)
    assert button.is_disabled()
    field.fill(DOOMED_RUN)
    field.press("Enter")
    expect(button).to_be_enabled()
    button.click()
    page.get_by_text("is deleted").wait_for()
    assert DOOMED_RUN not in {entry.run_id for entry in find_runs(str(results))}
    _is_clean(page, served)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(chromium, served, scheme):
    if not AXE.is_file():
        pytest.skip("no axe-core here: sh .ci/axe brings it where npm is installed")
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    faults = {}
    for address in _addresses(page, served):
        page.goto(address)
        _settle(page)
        page.add_script_tag(path=str(AXE))
        found = page.evaluate(AXE_CALL)
        told = [
            f"{rule['id']}: {node['html'][:200]}"
            for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]
        if told:
            faults[address.rpartition("/")[2]] = told
    context.close()
    assert faults == {}


def test_only_loopback_listens(served):
    port = int(served.rpartition(":")[2])
    with socket.socket() as other:
        other.settimeout(2)
        assert other.connect_ex((_own_address(), port)) != 0


def _own_address():
    """An address of this machine that isn't loopback; 127.0.0.2 stands in where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: a datagram socket sends nothing on connect
        except OSError:
            return "127.0.0.2"
        return probe.getsockname()[0]
