"""Suites and dashboards are found in a checkout and in a wheel, and never in a neighbour's folder."""

import shutil
from pathlib import Path

import pytest

import workbench
from workbench.errors import WorkbenchError
from workbench.sessions.shipped import dashboard_app, grafana_dashboard, suite_folder

ROOT = Path(__file__).parents[2]


def installed(tmp_path, monkeypatch):
    """Pretend that the package lies in `tmp_path`, as a wheel lays it there."""
    package = tmp_path / "site-packages" / "workbench"
    package.mkdir(parents=True)
    monkeypatch.setattr(workbench, "__file__", str(package / "__init__.py"))
    return package


def test_a_checkout_reads_its_own_folders():
    assert Path(suite_folder()) == ROOT / "suites"
    assert Path(dashboard_app()) == ROOT / "dashboards" / "app.py"
    assert Path(grafana_dashboard()).is_file()


def test_a_wheel_reads_what_it_carries(tmp_path, monkeypatch):
    package = installed(tmp_path, monkeypatch)
    (package / "_shipped" / "suites").mkdir(parents=True)
    (package / "_shipped" / "dashboards").mkdir()
    assert Path(suite_folder()) == package / "_shipped" / "suites"
    assert Path(dashboard_app()) == package / "_shipped" / "dashboards" / "app.py"


def test_a_neighbour_called_suites_is_not_taken_for_ours(tmp_path, monkeypatch):
    package = installed(tmp_path, monkeypatch)
    (package.parent / "suites").mkdir()
    with pytest.raises(WorkbenchError, match="lacks its suites") as caught:
        suite_folder()
    assert "pip install" in (caught.value.remedy or "")


def test_a_copied_checkout_is_still_a_checkout(tmp_path, monkeypatch):
    package = installed(tmp_path, monkeypatch)
    shutil.copy(ROOT / "pyproject.toml", package.parent)
    (package.parent / "suites").mkdir()
    assert Path(suite_folder()) == package.parent / "suites"
