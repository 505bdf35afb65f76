"""`workbench report`: the terminal's report, or a page."""

import pytest


@pytest.fixture
def measured(cli, suite):
    done = cli("run", str(suite), "--launches", "1")
    assert done.returncode == 0, done.stderr
    return cli


def test_without_a_page_it_says_what_show_says(measured):
    assert measured("report").stdout == measured("show").stdout
    assert measured("report", "latest", "--json").stdout == measured("show", "--json").stdout


def test_a_page_is_written_whole_and_its_place_is_said(measured, tmp_path):
    done = measured("report", "latest", "--html", "out.html")
    assert (done.returncode, done.stdout) == (0, "")
    assert "out.html" in done.stderr
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert measured("report", "--html", "-").stdout == page


def test_a_place_that_can_not_be_written_is_a_sentence(measured):
    done = measured("report", "--html", "nowhere/out.html")
    assert done.returncode != 0
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_forms_at_once_are_refused(cli):
    done = cli("report", "--html", "a.html", "--json")
    assert done.returncode == 2
    assert "give one" in done.stderr


def test_a_run_that_is_not_there(cli):
    assert "there is no run" in cli("report", "nonesuch", "--html", "a.html").stderr
