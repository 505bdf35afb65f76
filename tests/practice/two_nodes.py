"""A suite on two nodes of a practice cluster, from the command line to the file: what nodes told, and what they did."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.store import environments
from workbench.store.reader import read_run
from workbench.telemetry.series import read_series

PIECES, PIECE_BYTES = 24, 2_000_000
MOST_SECONDS = 500
"""Where much else runs: Spark's processes want most of a minute of a whole CPU."""
MINE = f"""
import os
from workbench.contracts import Workload

class Ship(Workload):
    name = "ship"

    def run(self, data, context):
        assert sum(context.map(len, [os.urandom({PIECE_BYTES}) for _ in range({PIECES})])) == {PIECES * PIECE_BYTES}
"""
SUITE = """
name = "two"
[[clusters]]
name = "here"
practice = "%s"
[[cases]]
workload = "./mine.py:Ship"
clusters = ["here"]
nodes = 2
[measure]
launches = 1
warmups = 0
repeats = 1
"""


def check_suite_on_two_nodes(cluster, clusters, engine, folder):
    """About half of the pieces go to each node. Bytes are held against its interface's counters, before and after.

    Returns the trial.
    """
    (folder / "mine.py").write_text(MINE)
    (folder / "two.toml").write_text(SUITE % f"{cluster.name}/{engine}")
    before = moved_bytes(cluster)
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "run", "two.toml", "--results", "results"],
        cwd=folder,
        env={**clusters.environment, "XDG_CACHE_HOME": own_cache(folder)},
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    after = moved_bytes(cluster)
    (path,) = (folder / "results").glob("*/*/run.json")
    (trial,) = read_run(str(path.parent)).trials
    assert no_secret_of(cluster.engines[engine], [done.stdout, done.stderr, *texts_in(folder)])
    assert [(node.workers, node.worked, node.sampler_lost) for node in trial.nodes] == [(1, 1, None)] * 2
    table = read_series(str(path.parent / "telemetry" / trial.trial_id)).to_pylist()
    for node in trial.nodes:
        rows = [row for row in table if row["node"] == node.name]
        assert {"cpu_tree", "memory_resident"} <= {row["probe"] for row in rows}
        if cluster.bridge is None:
            assert "shares its network interfaces" in node.bytes_unavailable
            continue
        told = node.received_bytes + node.sent_bytes
        assert told > PIECES * PIECE_BYTES / 4
        assert told == pytest.approx(after[node.address] - before[node.address], rel=0.1)
        assert in_file(rows) == pytest.approx(told, rel=0.1)
    if cluster.bridge is not None:
        assert sum(node.received_bytes for node in trial.nodes) > PIECES * PIECE_BYTES
    return trial


def own_cache(folder):
    """A cache of the test's own, but for environments: they are built once for all tests."""
    cache = Path(folder, "cache")
    (cache / "workbench").mkdir(parents=True)
    os.makedirs(environments.default_root(), exist_ok=True)
    (cache / "workbench" / "environments").symlink_to(environments.default_root())
    return str(cache)


def no_secret_of(access, texts):
    """Whether none of them holds the middle of its key, or its token."""
    files = [path for path in (access.tls.get("key"), access.token_file, access.secret_file) if path is not None]
    secrets = [max(Path(path).read_text().splitlines(), key=len).strip() for path in files]
    assert all(len(secret) > 20 for secret in secrets)
    return not [secret for secret in secrets for text in texts if secret in text]


def texts_in(folder):
    """All that was written into it."""
    return [path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file()]


def in_file(rows):
    """By how much the node's bytes grew in the series file."""
    grown = 0
    for series in ("received_bytes[eth0]", "sent_bytes[eth0]"):
        values = [row["value"] for row in rows if (row["probe"], row["series"]) == ("host_network", series)]
        grown += max(values) - min(values)
    return grown


def moved_bytes(cluster):
    """Address → bytes both ways, by the machine's end of each node's link."""
    found = {}
    for node in cluster.nodes:
        if node.link is not None:
            folder = Path("/sys/class/net", node.link, "statistics")
            found[node.address] = sum(int((folder / name).read_text()) for name in ("rx_bytes", "tx_bytes"))
    return found
