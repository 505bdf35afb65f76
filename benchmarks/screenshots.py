"""Takes the pictures in docs/screenshots: every page over the example run, light and dark, on a desk and on a phone.

    python benchmarks/screenshots.py [--only scaling]

`scaling.png` is 1280 × 800 in light, `scaling-dark.png` the same in dark, `scaling-phone.png` 390 × 844. Needs
playwright, Pillow and a Chromium (Debian: apt install chromium). Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from dashboard import QUIET, WATCH, served, settle

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLE = os.path.join(HERE, "..", "results", "example")
PICTURES = os.path.join(HERE, "..", "docs", "screenshots")
LOOKS: dict[str, dict[str, Any]] = {
    "": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "-dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "-phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
COLOURS = 128
WITHOUT_PLACE = """(place) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replaceAll(place, "results")
}"""
"""A picture doesn't tell where the copy of the example lay."""


def save(picture: bytes, path: str) -> None:
    """As a PNG of few colours: a third of the size, and no difference that an eye sees on a page of text and lines."""
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def addresses(page: Any, address: str) -> dict[str, str]:
    """Page → its address, from the navigation."""
    page.goto(address)
    settle(page, 0.0)
    links = page.locator('[data-testid="stTopNavLink"]').evaluate_all("all => all.map(one => one.href)")
    return {link.rpartition("/")[2] or "overview": link for link in links}


def take(browser: Any, address: str, results: str, only: str | None) -> None:
    """Every page in every look."""
    found: dict[str, str] = {}
    for ending, look in LOOKS.items():
        page = browser.new_context(**look).new_page()
        page.add_init_script(f"({WATCH})()")
        found = found or addresses(page, address)
        for name, link in found.items():
            if only in (None, name):
                page.goto(link)
                settle(page, 0.0)
                page.evaluate(WITHOUT_PLACE, results)
                save(page.screenshot(), os.path.join(PICTURES, f"{name}{ending}.png"))


def main() -> None:
    """Serve a copy of the example, look, save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", metavar="PAGE")
    only = parser.parse_args().only
    os.makedirs(PICTURES, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="workbench-shots-") as folder, sync_playwright() as playwright:
        results = os.path.join(folder, "example")
        shutil.copytree(EXAMPLE, results)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        with served(results) as server:
            take(browser, server.address, results, only)
        browser.close()


if __name__ == "__main__":
    main()
