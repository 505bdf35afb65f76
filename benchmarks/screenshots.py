"""Takes the pictures in docs/screenshots of the dashboard over the example run.

    python benchmarks/screenshots.py

Needs playwright and a Chromium (Debian: apt install chromium). Nothing leaves the machine.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time

from playwright.sync_api import sync_playwright

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLE = os.path.join(HERE, "..", "results", "example")
PICTURES = os.path.join(HERE, "..", "docs", "screenshots")
PORT = 8731
PAGES = {"overview": "", "scaling": "scaling"}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def wait_until_ready() -> None:
    """Until the server answers. Raises TimeoutError after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.3)
    raise TimeoutError("the dashboard did not start")


def main() -> None:
    """Serve, look, save."""
    words = [sys.executable, "-m", "workbench", "dashboard", EXAMPLE, "--no-browser", "--port", str(PORT)]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            for name, path in PAGES.items():
                page.goto(f"http://127.0.0.1:{PORT}/{path}")
                page.get_by_text("waiting", exact=False).first.wait_for()
                page.wait_for_timeout(4000)
                page.screenshot(path=os.path.join(PICTURES, f"{name}.png"))
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


if __name__ == "__main__":
    main()
