"""How fast the dashboard is over 100,000 trials: a real server, a real Chromium. Run by hand.

    python benchmarks/dashboard.py [--trials 100000] [--runs 40] [--visits 2] [--idle 20]

The trials are made in a temporary folder. The first visit finds no cache beside the results, the later ones find it.
`ready` is from starting the command to the first answer; `first page` from asking for the address to the last change
on the page, in a browser that has nothing cached; `filter` from the choice to the last change on the page. `memory`
is the proportional share of the server's processes after all of that, `idle` the CPU they use with a page left open.
Needs playwright and a Chromium (Debian: apt install chromium).
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from store import write_runs

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET_SECONDS = 0.4
LONGEST_SECONDS = 180
WATCH = """() => {
  window.lastChange = performance.now()
  window.scriptRuns = 0
  new MutationObserver((changes) => {
    window.lastChange = performance.now()
    window.scriptRuns += changes.filter((change) => change.attributeName === "data-test-script-state").length
  }).observe(document, {childList: true, subtree: true, attributes: true, characterData: true})
}"""
SETTLED = """(quiet) => {
  const app = document.querySelector('[data-testid="stApp"]')
  return app !== null && app.dataset.testScriptState === "notRunning"
    && document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]') !== null
    && document.querySelector('[data-testid="stSkeleton"]') === null
    && performance.now() - window.lastChange > quiet
}"""


@dataclass
class Server:
    """A dashboard that runs, and how long it took until it answered."""

    address: str
    process: subprocess.Popen[bytes]
    ready_seconds: float

    def tree(self) -> list[psutil.Process]:
        """The command and all that it started."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def memory_bytes(self) -> int:
        """The proportional set size of the tree."""
        return sum(process.memory_full_info().pss for process in self.tree())

    def cpu_seconds(self) -> float:
        """What the tree has used so far."""
        return sum(sum(process.cpu_times()[:2]) for process in self.tree())


@contextmanager
def served(results: str) -> Iterator[Server]:
    """A dashboard over `results`. Raises TimeoutError where it doesn't answer within a minute."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "workbench", "dashboard", results, "--no-browser", "--port", str(port)]
    start = time.perf_counter()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield Server(f"http://127.0.0.1:{port}", process, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.01)
    raise TimeoutError("the dashboard did not start")


def settle(page: Any, start: float) -> float:
    """Seconds from `start` (the page's own clock, in ms) to the last change, once nothing changes any more."""
    page.wait_for_function(SETTLED, arg=1000 * QUIET_SECONDS, timeout=1000 * LONGEST_SECONDS, polling=50)
    return float(page.evaluate("window.lastChange") - start) / 1000


def first_page(context: Any, address: str) -> tuple[Any, float]:
    """A new page at `address`, and how long it took to settle."""
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto(address)
    return page, settle(page, 0.0)


def change_filter(page: Any, turn: int) -> tuple[str, float] | None:
    """Choose something else in the first chooser there is, or unfold; what it was and the seconds until it settled.

    On even turns the second choice, on odd ones the first again.
    """
    choice = 1 - turn % 2
    switch = page.locator('[data-testid="stMain"] [data-testid="stButtonGroup"] button')
    if switch.count() > 1:
        return "switch", _timed(page, switch.nth(choice))
    chooser = page.locator('[data-testid="stMain"] [data-testid="stSelectbox"] input')
    for number in range(chooser.count()):
        chooser.nth(number).click()
        options = page.get_by_role("option")
        options.first.wait_for()
        if options.count() > 1:
            page.wait_for_timeout(300)
            return "list", _timed(page, options.nth(choice))
        page.keyboard.press("Escape")
    search = page.locator('[data-testid="stMain"] [data-testid="stTextInput"] input')
    if search.count():
        search.first.fill("1" if choice else "")
        start = _began(page)
        search.first.press("Enter")
        return "search", _settled_after(page, start)
    folded = page.locator('[data-testid="stMain"] [data-testid="stExpander"] summary')
    return ("expander", _timed(page, folded.first)) if folded.count() else None


def _began(page: Any) -> float:
    """The page's own clock, as something is chosen."""
    return float(page.evaluate("window.scriptRuns = 0, performance.now()"))


def _timed(page: Any, target: Any) -> float:
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(100)
    start = _began(page)
    page.mouse.down()
    page.mouse.up()
    return _settled_after(page, start)


def _settled_after(page: Any, start: float) -> float:
    page.wait_for_function("window.scriptRuns > 0", timeout=1000 * LONGEST_SECONDS, polling=20)
    return settle(page, start)


def visit(playwright: Any, server: Server, idle_seconds: float) -> None:
    """One reader's visit: the first page, then a filter on every page; prints a line each."""
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
    page, seconds = first_page(browser.new_context(viewport={"width": 1280, "height": 800}), server.address)
    print(f"  first page   settled in {seconds:6.2f} s")
    links = page.locator('[data-testid="stTopNavLink"]').evaluate_all("all => all.map(one => one.href)")
    for address in dict.fromkeys(links):
        page.goto(address)
        opened = settle(page, 0.0)
        told = [change_filter(page, turn) for turn in range(3)]
        changed = [each for each in told if each is not None]
        name = address.rpartition("/")[2].partition("?")[0] or "overview"
        middle = statistics.median(seconds for _, seconds in changed) if changed else None
        words = "no filter" if middle is None else f"{changed[0][0]} settled in {middle:6.2f} s"
        print(f"  {name:<12} opened in {opened:6.2f} s, {words}")
    print(f"  memory       {server.memory_bytes() / 1e6:.0f} MB")
    if idle_seconds:
        time.sleep(3)
        before, start = server.cpu_seconds(), time.perf_counter()
        time.sleep(idle_seconds)
        share = (server.cpu_seconds() - before) / (time.perf_counter() - start)
        print(f"  idle         {100 * share:.2f} % of a core, over {idle_seconds:g} s")
    browser.close()


def main() -> None:
    """Make the trials, then visit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--trials", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--visits", type=int, default=2)
    parser.add_argument("--idle", type=float, default=20, metavar="SECONDS")
    parser.add_argument("--results", help="A folder to use as it is, instead of making one.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as made, sync_playwright() as playwright:
        if arguments.results is None:
            write_runs(made, arguments.runs, arguments.trials)
        print(f"{arguments.trials:,} trials in {arguments.runs} runs, Python {sys.version.split()[0]},", end=" ")
        load = " ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"{os.cpu_count()} CPUs, load average {load}")
        for number in range(arguments.visits):
            with served(arguments.results or made) as server:
                print(f"visit {number + 1}: ready in {server.ready_seconds:.2f} s")
                visit(playwright, server, arguments.idle if number else 0)


if __name__ == "__main__":
    main()
