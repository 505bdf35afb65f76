"""For all tests: hypothesis without a deadline, and one Chromium (without one, tests that need a browser skip)."""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("workbench", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("workbench")
"""How long an example takes depends on what else this machine does: that fails nothing. Examples are the same in each
run, so a change that fails is at fault itself; `make explore` looks for new ones."""

BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium():
    """For a module, not the session: playwright's loop would be running while other tests want one of their own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None or os.path.realpath(path).startswith("/snap"):
        pytest.skip("no Chromium or Chrome here: apt install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
