"""The entry: quick help, errors as sentences, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from workbench.cli.main import COMMANDS


def test_help_names_every_command_and_imports_nothing_heavy(cli):
    text = cli("--help").stdout
    assert all(name in text for name in COMMANDS)
    probe = (
        "import sys; sys.argv = ['workbench', '--help']\n"
        "from workbench.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'scipy', 'sklearn', 'pyarrow', 'rich', 'msgspec', 'dataclasses_json', 'pandas', 'psutil'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(cli, name):
    done = cli(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout


def test_an_unknown_command_gets_the_nearest_name(cli):
    done = cli("shwo")
    assert done.returncode == 2
    assert "`show`" in done.stderr


def test_an_unknown_run_is_one_sentence(cli, suite):
    assert "there is no run" in cli("show", "nonesuch").stderr
    cli("run", str(suite), "--launches", "1")
    done = cli("show", "nonesuch")
    assert done.returncode == 2
    assert "nonesuch" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_behind_standard_output_is_not_our_fault(cli, suite, tmp_path):
    cli("run", str(suite), "--launches", "1")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "workbench", "show"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "can't write: No space left on device" in done.stderr
    assert "our fault" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_show_does_not_send_one_to_show(cli, suite):
    assert "See it again: workbench show" in cli("run", str(suite), "--launches", "1").stderr
    assert "workbench show" not in cli("show").stderr


@pytest.mark.parametrize("option", ["--time-budget", "--timeout"])
def test_no_time_at_all_is_refused(cli, suite, option):
    done = cli("run", str(suite), option, "0")
    assert done.returncode == 2
    assert "allowed: more than 0" in done.stderr


@pytest.mark.parametrize("source", ["", "."])
def test_what_can_not_be_fitted_is_named_with_what_can(cli, source):
    done = cli("fit", source)
    assert done.returncode == 2
    assert repr(source) in done.stderr
    assert "a CSV file with the columns workers and seconds, or a run" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(cli, shell):
    assert "_WORKBENCH_COMPLETE" in cli("completion", shell).stdout


def test_list_names_plugins_and_suites(cli):
    text = cli("list").stdout
    for name in ("waiting", "flights", "sklearn.Ridge", "loky", "ray", "openmetrics", "trace", "demo"):
        assert name in text
    assert "sklearn.Lasso" in next(line for line in text.splitlines() if line.startswith("  csv-regression"))
    found = json.loads(cli("list", "--json").stdout)
    assert {entry["kind"] for entry in found["plugins"]} == {"workload", "solver", "backend", "exporter", "importer"}


def test_list_tells_all_of_what_its_words_choose(cli):
    text = cli("list", "solvers", "regression", "minimises", "ridge").stdout
    assert "sklearn.Ridge[auto|cholesky" in text
    assert "alpha=1.0" in text
    assert "sklearn.Lasso" not in text
    assert "Does everything work here?" in cli("list", "suites", "smallest").stdout
    assert "without words all are listed" in cli("list", "solvers", "no such thing").stdout
    chosen = json.loads(cli("list", "backends", "loky", "--json").stdout)
    assert [entry["name"] for entry in chosen["plugins"]] == ["loky"]


def test_doctor_names_the_machine_and_every_missing_plugin(cli):
    text = cli("doctor").stdout
    assert "This machine" in text
    assert "What would spoil a measurement now" in text
    assert json.loads(cli("doctor", "--json").stdout)["machine"]["usable_cpus"] >= 1


def test_init_writes_a_suite_that_runs_as_it_is_and_overwrites_nothing(cli, tmp_path):
    assert cli("init").returncode == 0
    again = cli("init")
    assert again.returncode == 2
    assert "exists already" in again.stderr
    ran = cli("run", "mine.toml", "--launches", "1")
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert cli("run", "./mine.py:count_primes", "--launches", "1").returncode == 0


def test_results_are_listed_merged_and_pruned(cli, suite, tmp_path):
    assert cli("run", str(suite)).returncode == 0
    run_id = next((tmp_path / "results").glob("[!.]*/*")).name
    assert run_id in cli("results", "list").stdout
    merged = cli("results", "merge", "results", "--into", "all")
    assert merged.returncode == 0, merged.stderr
    assert run_id in cli("results", "list", "all").stdout
    assert "already there" in cli("results", "merge", "results", "--into", "all").stdout
    assert cli("results", "prune", "all", "--keep", "0", "--yes").returncode == 0
    assert run_id not in cli("results", "list", "all").stdout
    assert cli("results", "prune", "all").returncode == 2


def test_the_cache_is_listed(cli):
    assert cli("cache", "list").returncode == 0
