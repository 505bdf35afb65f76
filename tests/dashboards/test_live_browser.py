"""The Live page in a real browser follows a real run from its first trial to its end."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.reporting.queries import list_runs
from workbench.store.reader import read_run

APP = Path(__file__).resolve().parents[2] / "dashboards" / "app.py"
PATIENCE_SECONDS = 90
SUITE = """
name = "followed"
[[cases]]
workload = "waiting"
parameters = { seconds = 2.5 }
[measure]
launches = 3
warmups = 0
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="runs are measured on Linux")]


@pytest.fixture
def own_place(tmp_path):
    """An environment in which this test's run waits for no other one, and fills no cache of anybody's."""
    (tmp_path / "t").mkdir()
    return {**os.environ, "TMPDIR": str(tmp_path / "t"), "XDG_CACHE_HOME": str(tmp_path / "cache")}


@pytest.fixture
def served(serving, tmp_path, own_place):
    """The address of a dashboard over results that are still to come."""
    with serving(tmp_path / "results", APP.parent, tmp_path / "server.log", PATIENCE_SECONDS, own_place) as address:
        yield address


def test_the_page_follows_a_run_that_begins_goes_on_and_ends(chromium, served, tmp_path, own_place):
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE_SECONDS * 1000)
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{served}/live?refresh=5+s")
    page.get_by_text("There are no runs in").wait_for()
    (tmp_path / "suite.toml").write_text(SUITE)
    command = [sys.executable, "-m", "workbench", "run", "suite.toml", "--results", str(tmp_path / "results")]
    with (tmp_path / "run.log").open("wb") as log:
        run = subprocess.Popen(command, cwd=tmp_path, env=own_place, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            page.get_by_text("of 3 trials done").wait_for()
            page.get_by_text(re.compile("Now.* waiting seconds")).first.wait_for()
            page.get_by_text("Memory now").wait_for()
            page.get_by_text("No run is in progress.").wait_for()
            page.get_by_text(re.compile("It is complete.* 3 of 3 trials, 3 ok")).wait_for()
            assert run.wait(timeout=PATIENCE_SECONDS) == 0
        finally:
            run.terminate()
            run.wait(timeout=20)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert wrong == []
    (entry,) = list_runs(str(tmp_path / "results")).runs
    assert read_run(entry.folder).watched
    told = " ".join((tmp_path / "run.log").read_text().split())
    assert "was watched on the dashboard's Live page" in told
