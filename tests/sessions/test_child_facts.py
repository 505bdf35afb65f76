"""What only the child can tell, from its first word to the record: bytes declared, the interpreter's lock."""

import importlib.util

import pytest

from workbench.model.trial import OK
from workbench.sessions.executing import run_plan
from workbench.sessions.planning import Wish, make_plan
from workbench.telemetry.kernel.caches import last_level_bytes, read_caches

SUITE = """# How many bytes does it move?
name = "facts"
[[cases]]
workload = "%s"
parameters = { %s }
backends = ["%s"]
workers = [%d]
[measure]
launches = 1
gil_contention = %s
"""


@pytest.fixture
def recorded(tmp_path, workplace):
    def run(workload, parameters, backend="threading", workers=2, wanted="true"):
        path = tmp_path / "facts.toml"
        path.write_text(SUITE % (workload, parameters, backend, workers, wanted))
        found = run_plan(make_plan([str(path)], Wish(), workplace.describe), workplace, lambda event: None)
        [trial] = found.trials
        assert trial.status == OK, trial.reason
        return trial

    return run


def test_what_a_workload_declares_is_in_the_record(recorded):
    size = 4 * last_level_bytes(read_caches()) or 1 << 20
    if size > 1 << 29:
        pytest.skip("the caches here are too large for a quick test")
    trial = recorded("triad", f"size_bytes = {size}, passes = 1", wanted="false")
    assert trial.declared_bytes == (24 * (size // 16) if last_level_bytes(read_caches()) else None)
    assert trial.gil_enabled is not None
    assert trial.gil_contention_ratio is None


def test_a_suite_may_have_the_lock_knocked_at(recorded):
    trial = recorded("waiting", "seconds = 1.2, serial_fraction = 1.0")
    assert trial.declared_bytes is None
    if importlib.util.find_spec("gilknocker") is None:
        assert "pip install gilknocker" in trial.sampler.unavailable["gil_contention"]
    else:
        assert 0 <= trial.gil_contention_ratio <= 1
        assert "gil_contention" not in trial.sampler.unavailable


def test_workers_that_are_processes_have_locks_of_their_own(recorded):
    trial = recorded("waiting", "seconds = 0.1", backend="multiprocessing")
    assert trial.gil_contention_ratio is None
    assert "gil_contention" not in trial.sampler.unavailable
