"""A real Prometheus scrapes a real run while it goes on, then the exporter; its own answers are what is held to."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("prometheus") is None, reason="needs a Prometheus server: apt install prometheus"),
]

DASHBOARD = Path(__file__).parents[3] / "dashboards" / "grafana" / "workbench.json"
SECONDS = 120
JOB = """
import time
def job(workers):
    held = bytearray(150_000_000)
    end = time.monotonic() + 4
    while time.monotonic() < end:
        pass
"""


class Prometheus:
    """A server of our own, with its own storage and port. Targets are what is in a file."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._targets = folder / "targets.json"
        self.scrape([])
        config = folder / "prometheus.yml"
        config.write_text(
            json.dumps(
                {
                    "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms"},
                    "scrape_configs": [
                        {
                            "job_name": "workbench",
                            "file_sd_configs": [{"files": [str(self._targets)], "refresh_interval": "1s"}],
                        }
                    ],
                }
            )
        )
        self._log = open(folder / "prometheus.log", "w")  # noqa: SIM115 - closed by close()
        self._process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={config}",
                f"--storage.tsdb.path={folder / 'storage'}",
                f"--web.listen-address=127.0.0.1:{self.port}",
                "--log.level=warn",
            ],
            stdout=self._log,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "GOMAXPROCS": "1"},
        )

    def scrape(self, ports):
        beside = self._targets.with_suffix(".part")
        beside.write_text(json.dumps([{"targets": [f"127.0.0.1:{port}" for port in ports]}]))
        os.replace(beside, self._targets)

    def get(self, path, **asked):
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(asked)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                found = json.load(answer)
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{asked}: {refused.read().decode()}") from None
        assert found["status"] == "success", found
        return found["data"]

    def query(self, expression):
        """[(labels, value)] now."""
        return [(each["metric"], float(each["value"][1])) for each in self.get("query", query=expression)["result"]]

    def until(self, expression, holds=bool):
        """The answer, once it is one that holds."""
        found, deadline = None, time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                found = self.query(expression)
                if holds(found):
                    return found
            except OSError:
                assert self._process.poll() is None, Path(self._log.name).read_text()
            time.sleep(0.2)
        raise AssertionError(f"{expression}: {found}")

    def close(self):
        self._process.terminate()
        self._process.wait(30)
        self._log.close()
        with socket.socket() as gone:
            assert gone.connect_ex(("127.0.0.1", self.port)) != 0


@pytest.fixture
def prometheus(tmp_path):
    folder = tmp_path / "prometheus"
    folder.mkdir()
    server = Prometheus(folder)
    yield server
    server.close()


@pytest.fixture
def start(tmp_path):
    """Starts `workbench …` and tells the port that it says it serves metrics at."""
    started = []
    short = tempfile.mkdtemp(dir="/tmp")

    def begin(*words):
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench", *words],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "TMPDIR": short, "XDG_CACHE_HOME": str(tmp_path / "cache")},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
        )
        started.append(process)
        line = process.stderr.readline()
        return process, int(re.search(r"http://127\.0\.0\.1:(\d+)/metrics", line)[1])

    yield begin
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    shutil.rmtree(short)


def check(port):
    """What promtool says of a page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as page:
        text = page.read()
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, check=False)
    return done.stdout + done.stderr


def filled_in(expression):
    return expression.replace("$__rate_interval", "20s").replace("$node", ".+").replace("$run", ".+")


def test_a_run_is_seen_while_it_goes_on_and_after_it(prometheus, start, tmp_path):
    (tmp_path / "mine.py").write_text(JOB)
    words = ("run", "./mine.py:job", "--launches", "4", "--warmups", "0", "--metrics-port", "0")
    run, port = start(*words)
    prometheus.scrape([port])

    # The trial that runs: its memory, on top of what Python itself takes, and the one core that it burns.
    ((labels, _),) = prometheus.until(
        'workbench_memory_bytes{role="tree"}', lambda found: found and found[0][1] > 150_000_000
    )
    assert set(labels) == {"__name__", "instance", "job", "run_id", "node", "role"}
    assert re.fullmatch(r"\d{8}T\d{6}Z-mine-py-job-[0-9a-f]{4}/[0-9a-f]{12}", labels["run_id"])
    # PromQL extrapolates to the ends of a window: with two points in one, a rate may come out too high at first.
    prometheus.until(
        'sum(rate(workbench_cpu_user_seconds_total{role="tree"}[3s]))', lambda found: found and 0.1 < found[0][1] < 2
    )
    ((joined, _),) = prometheus.until(
        "workbench_trial_elapsed_seconds * on (run_id) group_left (workload, workers) workbench_run_info"
    )
    assert (joined["workload"], joined["workers"]) == ("./mine.py:job", "1")
    assert check(port) == b""

    # After the first trial something can be said of the rest.
    prometheus.until("workbench_trials_ok_total", lambda found: found and found[0][1] >= 1)
    ((_, progress),) = prometheus.until("workbench_run_progress_ratio")
    assert 1 / 4 <= progress <= 1
    assert prometheus.until("workbench_run_remaining_seconds")[0][1] < SECONDS
    prometheus.until('workbench_sampler_duty_ratio{role="sampler"}', lambda found: found and 0 < found[0][1] < 1)
    expressions = [
        target["expr"] for panel in json.loads(DASHBOARD.read_text())["panels"] for target in panel.get("targets", ())
    ]
    for name in ("workbench_memory_bytes", "workbench_cpu_user_seconds_total", "workbench_run_elapsed_seconds"):
        for expression in (each for each in expressions if name in each):
            prometheus.until(filled_in(expression))
    for expression in expressions:
        prometheus.query(filled_in(expression))
    kinds = {name: found[0]["type"] for name, found in prometheus.get("metadata").items()}
    assert kinds["workbench_memory_bytes"] == "gauge"
    assert {found for name, found in kinds.items() if "cpu_user_seconds" in name} == {"counter"}

    assert run.wait(SECONDS) == 0
    with socket.socket() as gone:
        assert gone.connect_ex(("127.0.0.1", port)) != 0

    seen = prometheus.get("series", **{"match[]": '{__name__=~"workbench_.+"}'})
    extra = {"__name__", "instance", "job"}
    for series in seen:
        allowed = {"run_id", "node", "role"}
        if series["__name__"] == "workbench_run_info":
            allowed = {"run_id", "workload", "solver", "backend", "workers", "device"}
        assert set(series) - extra <= allowed

    # Over all trials no counter ever fell.
    counters = {series["__name__"] for series in seen if series["__name__"].endswith("_total")}
    assert len(counters) > 10
    assert {name: prometheus.query(f"sum(resets({name}[5m]))")[0][1] for name in counters} == dict.fromkeys(counters, 0)

    # What is on disk says the same as what was seen.
    _, port = start("exporter", "--port", "0")
    prometheus.scrape([port])
    prometheus.until("workbench_run_ok_trials", lambda found: found and found[0][1] == 4)
    ((_, wall),) = prometheus.until("workbench_case_wall_seconds")
    (record, *_) = [json.loads(line) for line in next(tmp_path.glob("results/*/*/trials.jsonl")).open()]
    assert wall == pytest.approx(record["wall_seconds"][0], rel=0.5)
    assert check(port) == b""
    assert all(prometheus.query(filled_in(each)) for each in expressions if "workbench_case_wall" in each)
