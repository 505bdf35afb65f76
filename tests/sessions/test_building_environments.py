"""Environments that a suite requires: made of wheels that are written here, by whichever installer there is."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from workbench.building.installers import Uv
from workbench.errors import StoreError
from workbench.model.event import BuildingEnvironment, EnvironmentBuilt
from workbench.model.trial import OK, SKIPPED
from workbench.planning.suite import parse_plan
from workbench.sessions.environments import building, looking_up
from workbench.sessions.executing import resume_run, run_plan
from workbench.store.environments import EnvironmentCache

SOURCE = """
from workbench.contracts import Workload
class Where(Workload):
    '''Scores the number that the installed wheel holds.'''
    score_name = 'number'
    def run(self, data, context):
        import answer
        assert answer.__cached__
        import os, shutil, subprocess, sys
        assert os.path.exists(answer.__cached__)
        assert shutil.which('python') == sys.executable
        assert subprocess.check_output(['answer'], text=True).strip() == str(answer.NUMBER)
        return answer.NUMBER
    def score(self, data, result):
        return float(result)
"""
SUITE = """name = "where"
[environments.a]
matrix = { answer = ["1.0", "2.0"] }
[environments.broken]
requirements = ["answer==9.*"]
[[cases]]
workload = "./where.py:Where"
environments = ["a", "broken"]
[measure]
launches = 1
warmups = 0
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("ensurepip") is None, reason="this Python has no ensurepip"),
]


def write_wheel(folder: Path, version: str, number: int) -> None:
    """A wheel as an installer wants it: a module, its metadata, and a record of both."""
    info = f"answer-{version}.dist-info"
    files = {
        "answer.py": f"NUMBER = {number}\ndef tell():\n    print(NUMBER)\n",
        f"{info}/entry_points.txt": "[console_scripts]\nanswer = answer:tell\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: answer\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text)}"
        for name, text in files.items()
    ]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,"]) + "\n"
    with zipfile.ZipFile(folder / f"answer-{version}-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)


@pytest.fixture
def wheels(tmp_path, monkeypatch):
    """A folder of wheels that is this machine's only place to get packages from."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for version, number in (("1.0", 1), ("2.0", 2)):
        write_wheel(folder, version, number)
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_NO_INDEX", "1")
        monkeypatch.setenv(f"{tool}_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


@pytest.fixture
def suite(tmp_path):
    (tmp_path / "where.py").write_text(SOURCE)
    (tmp_path / "where.toml").write_text(SUITE)
    return tmp_path / "where.toml"


def planned(suite, workplace, told, text=SUITE):
    build = building(workplace.environments, told.append)
    return parse_plan(text, str(suite), workplace.describe, build=build)


def test_each_is_made_once_runs_its_own_packages_and_what_can_not_be_made_is_skipped(suite, wheels, workplace):
    told = []
    plan = planned(suite, workplace, told)
    run = run_plan(plan, workplace, told.append)
    environments = {case.case.id: case.case.environment for case in plan.cases}
    outcomes = {environments[trial.case_id]: trial for trial in run.trials}
    assert outcomes["a-1.0"].status == outcomes["a-2.0"].status == OK, [trial.stderr_tail for trial in run.trials]
    assert (outcomes["a-1.0"].score.value, outcomes["a-2.0"].score.value) == (1.0, 2.0)
    assert outcomes["broken"].status == SKIPPED
    assert "answer" in outcomes["broken"].reason
    assert "change [environments.broken], then: workbench env build SUITE" in outcomes["broken"].reason

    packages = {interpreter.name: interpreter.packages["answer"] for interpreter in run.header.interpreters}
    assert packages == {"a-1.0": "1.0", "a-2.0": "2.0"}
    assert "workbench" not in run.header.interpreters[0].packages

    assert {event.environment for event in told if isinstance(event, BuildingEnvironment)} == {
        "a-1.0",
        "a-2.0",
        "broken",
    }
    ended = {event.environment: event.unavailable is None for event in told if isinstance(event, EnvironmentBuilt)}
    assert ended == {"a-1.0": True, "a-2.0": True, "broken": False}

    again = []
    assert planned(suite, workplace, again) == plan
    assert {event.environment for event in again} == {"broken"}
    with EnvironmentCache(workplace.environments.root) as other:
        looked = parse_plan(SUITE, str(suite), workplace.describe, build=looking_up(other))
    assert looked.environments["a-1.0"] == plan.environments["a-1.0"]
    assert "not built: workbench env build" in looked.environments["broken"].unavailable
    listed = workplace.environments.list()
    assert sorted(user for entry in listed for user in entry.uses) == ["where:a-1.0", "where:a-2.0"]


def test_a_run_goes_on_in_the_environment_it_began_in_or_says_what_has_changed(suite, wheels, workplace):
    plan = planned(suite, workplace, [], SUITE.replace('"1.0", "2.0"', '"<3"').replace('["a", "broken"]', '["a"]'))
    run = run_plan(plan, workplace, lambda event: None)
    trials = Path(run.folder) / "trials.jsonl"
    trials.write_text("")
    (held,) = workplace.environments.list()
    workplace.environments.__exit__()
    assert workplace.environments.remove([held.name]) == (held.name,)

    told = []
    resumed = resume_run(run.folder, workplace, told.append)
    assert [trial.score.value for trial in resumed.trials] == [2.0]
    assert any(isinstance(event, BuildingEnvironment) for event in told), "it was made again"

    trials.write_text("")
    workplace.environments.__exit__()
    workplace.environments.remove([held.name])
    write_wheel(wheels, "2.5", 25)
    with pytest.raises(StoreError, match=r"packages of a-3 have changed: answer"):
        resume_run(run.folder, workplace, told.append)

    workplace.environments.__exit__()
    workplace.environments.remove([held.name])
    for wheel in wheels.iterdir():
        wheel.unlink()
    with pytest.raises(StoreError, match=r"can't be gone on with: environment a-3: "):
        resume_run(run.folder, workplace, told.append)


INTERRUPTED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what it runs in the background
from workbench.building import building as room
from workbench.building.installers import Uv
from workbench.model.plan import EnvironmentSpec
from workbench.sessions.environments import building
from workbench.store.environments import EnvironmentCache
room.choose_installer = lambda options: Uv(sys.argv[1])
with EnvironmentCache(sys.argv[2]) as cache:
    specs = {name: EnvironmentSpec("python", "", requirements=(name,)) for name in ("x", "y")}
    building(cache, lambda event: print(type(event).__name__, flush=True))("suite", specs)
"""


def test_who_waits_for_another_process_is_told(tmp_path, monkeypatch):
    from workbench.building.base import recipe
    from workbench.model.plan import EnvironmentSpec

    asked = recipe(sys.executable, ("x",), ())
    told = []
    with EnvironmentCache(str(tmp_path)) as other, EnvironmentCache(str(tmp_path)) as ours:
        begun, go_on = threading.Event(), threading.Event()

        def slow(folder):
            begun.set()
            assert go_on.wait(60)
            raise KeyboardInterrupt

        def make_slowly():
            with contextlib.suppress(KeyboardInterrupt):
                other.obtain(asked.base.version, asked.key, slow, lambda: None)

        def hear(event):
            told.append(event)
            go_on.set()

        monkeypatch.setattr("workbench.building.building.choose_installer", lambda options: Uv("/none/uv"))
        thread = threading.Thread(target=make_slowly)
        thread.start()
        assert begun.wait(60)
        specs = {"one": EnvironmentSpec("python", "", requirements=("x",))}
        found = building(ours, hear)("suite", specs)
        thread.join()
    assert "is being built by another process" in told[0].message
    assert "/none/uv can't be run" in found["one"].unavailable


def test_an_interrupt_ends_every_installer_and_leaves_nothing_half_made(tmp_path):
    noted = tmp_path / "noted"
    noted.mkdir()
    fake = tmp_path / "uv"
    fake.write_text(f"#!/bin/sh\n: >{noted}/$$\nexec sleep 600\n")
    fake.chmod(0o755)
    words = [sys.executable, "-c", INTERRUPTED, str(fake), str(tmp_path / "cache")]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watch = threading.Timer(120, process.kill)
    watch.start()
    try:
        while len(list(noted.iterdir())) < 2 and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate()
    finally:
        watch.cancel()
    assert "KeyboardInterrupt" in complaint
    for pid in noted.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid.name), 0)
    assert not [name for name in os.listdir(tmp_path / "cache") if not name.endswith(".lock")]


def test_a_package_of_the_index_can_be_required(tmp_path, workplace):
    text = 'name = "x"\n[environments.real]\nrequirements = ["six==1.16.*"]\n[[cases]]\nenvironment = "real"\n'
    text += 'workload = "waiting"\nparameters = { seconds = 0.01, chunks = 1 }\n[measure]\nlaunches = 1\nwarmups = 0\n'
    plan = parse_plan(
        text,
        str(tmp_path / "x.toml"),
        workplace.describe,
        build=building(workplace.environments, lambda event: None),
    )
    reason = plan.environments["real"].unavailable
    if reason is not None and "could not be reached" in reason:
        pytest.skip(reason)
    run = run_plan(plan, workplace, lambda event: None)
    assert [(trial.status, trial.reason) for trial in run.trials] == [(OK, None)]
    assert run.header.interpreters[0].packages["six"] == "1.16.0"
