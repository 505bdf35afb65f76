"""`workbench export`, `workbench exporter` and `--metrics-port`: what a person sees."""

from __future__ import annotations

import json
import socket

from prometheus_client.openmetrics.parser import text_string_to_metric_families


def test_a_run_is_exported_to_standard_output_or_a_file(cli, suite, tmp_path):
    assert cli("run", str(suite), "--launches", "1").returncode == 0
    printed = cli("export", "openmetrics")
    assert printed.returncode == 0, printed.stderr
    assert "workbench_case_wall_seconds" in {family.name for family in text_string_to_metric_families(printed.stdout)}
    done = cli("export", "openmetrics", "latest", "-o", "run.prom")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "run.prom").read_text() == printed.stdout
    run_id = next((tmp_path / "results").glob("[!.]*/*")).name
    trace = json.loads(cli("export", "trace", run_id).stdout)
    assert [event["name"] for event in trace["traceEvents"] if event.get("cat") == "phase"]


def test_what_can_not_be_exported_is_one_sentence(cli, suite):
    assert "there is no run" in cli("export", "trace").stderr
    unknown = cli("export", "tarce")
    assert unknown.returncode == 2
    assert "asv, openmetrics, trace" in unknown.stderr


def test_exporters_are_listed(cli):
    assert "openmetrics" in cli("list", "exporters").stdout


def test_a_taken_port_ends_a_run_before_it_begins(cli, suite, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for words in (("run", str(suite), "--metrics-port", port), ("exporter", "--port", port)):
            done = cli(*words)
            assert done.returncode == 2
            assert f"port {port} is taken" in done.stderr
            assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()


def test_a_folder_of_files_has_to_be_named(cli, suite):
    done = cli("export", "asv")
    assert done.returncode == 2
    assert "-o DIR" in done.stderr
    assert "Traceback" not in done.stderr
