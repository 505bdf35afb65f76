"""The page in a real browser, with nothing to ask for: no request, no complaint, no page wider than the window."""

import pytest

from workbench.reporting.assembly import build_report
from workbench.reporting.html.page import to_html

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (400, "dark")])
def test_it_asks_for_nothing_and_fits(chromium, build, tmp_path, width, scheme):
    file = tmp_path / "report.html"
    file.write_text(to_html(build_report(build.run())), encoding="utf-8")
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page = context.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    page.locator("summary").first.click()
    assert asked == [file.as_uri()]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"
    assert dark == (scheme == "dark")
    plots = page.locator("svg.plot")
    assert plots.count() == 4
    assert all(plots.nth(index).bounding_box()["width"] > 200 for index in range(4))
    context.close()
