import json

import click
import pytest
from click.testing import CliRunner

from workbench.cli.documents import check_files, write_check_files
from workbench.errors import WorkbenchError
from workbench.model.comparison import METRICS
from workbench.model.estimate import Estimate
from workbench.model.gate import FAILED, Check, CheckedCase

SLOWER = CheckedCase("ridge", "c1", METRICS[0], FAILED, "slower", Estimate(1.2, 1.1, 1.3), 0.1, 1.0, 1.2, 9)
CHECK = Check("mine", "main", "HEAD", FAILED, (SLOWER,))


@click.command()
@check_files
def told(**files):
    write_check_files(CHECK, **files)


def test_every_file_that_is_asked_for_is_written(tmp_path):
    names = {
        "--markdown": "a.md",
        "--junit": "a.xml",
        "--annotations": "a.txt",
        "--benchmark-smaller": "s.json",
        "--benchmark-bigger": "b.json",
    }
    words = [word for option, name in names.items() for word in (option, str(tmp_path / name))]
    assert CliRunner().invoke(told, words).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == set(names.values())
    assert "| ❌ failed | ridge, time |" in (tmp_path / "a.md").read_text()
    assert 'failures="1"' in (tmp_path / "a.xml").read_text()
    assert (tmp_path / "a.txt").read_text().startswith("::error ")
    assert json.loads((tmp_path / "s.json").read_text())[0]["value"] == 1.2
    assert json.loads((tmp_path / "b.json").read_text()) == []


def test_a_dash_is_standard_output():
    assert CliRunner().invoke(told, ["--annotations", "-"]).stdout.startswith("::error ")


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(WorkbenchError, match="could not be written"):
        write_check_files(CHECK, str(tmp_path / "no" / "such.md"), None, None, None, None)
