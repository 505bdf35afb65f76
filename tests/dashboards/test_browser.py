"""The pages in a real browser: they open, nothing is asked of another machine, nothing fails."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "dashboards" / "app.py"
BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chrome")
READY_SECONDS = 60
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
HOSTILE_CONFIG = """
[browser]
gatherUsageStats = true
[server]
address = "0.0.0.0"
enableCORS = false
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None or os.path.realpath(path).startswith("/snap"):
        pytest.skip("no Chromium or Chrome here: apt install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def served(tmp_path, builders, write):
    """The address of a dashboard over the example, started where a hostile configuration lies."""
    write(builders.make_run())
    start = tmp_path / "elsewhere"
    (start / ".streamlit").mkdir(parents=True)
    (start / ".streamlit" / "config.toml").write_text(HOSTILE_CONFIG)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port), "--", str(tmp_path)]
    log = (tmp_path / "server.log").open("wb")
    server = subprocess.Popen(command, cwd=start, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _wait(address, server):
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the dashboard did not come up")


@pytest.fixture
def page(chromium, served):
    """A page that remembers what it asked for and what went wrong."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.asked, page.wrong = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("requestfailed", lambda request: _failed(page, request))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
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
    page.wait_for_selector(SETTLED)
    assert page.locator('[data-testid="stException"]').all_inner_texts() == []
    outside = [
        url for url in page.asked if not url.startswith((address, "data:", "blob:", address.replace("http", "ws")))
    ]
    assert outside == []
    assert page.wrong == []


def test_pages_open_from_the_navigation(page, served):
    page.goto(served)
    page.get_by_text("is fastest at equal quality").first.wait_for()
    _is_clean(page, served)
    page.get_by_role("link", name="Scaling", exact=True).first.click()
    page.get_by_text("Known serial fraction").first.wait_for()
    page.locator('[data-testid="stVegaLiteChart"] svg, [data-testid="stVegaLiteChart"] canvas').first.wait_for()
    _is_clean(page, served)


def test_the_overview_leads_to_the_scaling_of_its_run(page, served):
    page.goto(served)
    page.get_by_role("link", name="How it scales").click()
    page.wait_for_url("**/scaling**")
    page.get_by_text("Known serial fraction").first.wait_for()
    _is_clean(page, served)


def test_a_filter_lands_in_the_link_and_the_link_restores_it(page, served):
    page.goto(f"{served}/scaling")
    page.get_by_role("radio", name="efficiency").or_(page.get_by_role("button", name="efficiency")).first.click()
    page.wait_for_url("**/scaling?**measure=efficiency**")
    page.wait_for_selector(SETTLED)
    page.goto(page.url)
    page.get_by_text("Known serial fraction").first.wait_for()
    assert "measure=efficiency" in page.url
    _is_clean(page, served)


def test_a_phone_needs_no_sideways_scrolling(page, served):
    page.set_viewport_size({"width": 390, "height": 844})
    for path, told in (("/", "is fastest at equal quality"), ("/scaling", "Known serial fraction")):
        page.goto(served + path)
        page.get_by_text(told).first.wait_for()
        page.wait_for_selector(SETTLED)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    _is_clean(page, served)


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
