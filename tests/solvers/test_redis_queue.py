"""Whole trials behind a Redis queue, in the environment that brings its client."""

import pytest

import workbench
from workbench.contracts import missing_need
from workbench.errors import PluginError
from workbench.solvers.redis_queue import Queue

PARAMETERS = {"side": 224, "components": 16, "requests": 100, "clients": 4}


@pytest.mark.parametrize(("parameters", "said"), [({"batch": 0}, "batch"), ({"memory_bytes": 1000}, "4 MiB")])
def test_what_cannot_work_is_refused_before_it_runs(parameters, said):
    with pytest.raises(PluginError, match=said):
        Queue(**parameters).check()


@pytest.mark.systems
@pytest.mark.skipif(missing_need("redis>=7") is not None, reason=str(missing_need("redis>=7")))
@pytest.mark.timeout(600)
def test_what_a_queue_holds_is_what_was_foretold_and_a_load_is_told(tmp_path):
    solver = {"name": "redis.Queue", "parameters": {"try_capacity": True}}
    load = {"load": "fixed", "rate_per_second": 20.0, "limit_seconds": 30.0}
    found = workbench.run(
        "image-requests",
        parameters=PARAMETERS | load,
        solvers=[solver],
        measure={"launches": 1, "warmups": 0, "repeats": 1},
        results=str(tmp_path / "results"),
    )
    (trial,) = found.run.trials
    assert (trial.status, trial.reason, trial.leftovers) == ("ok", None, ())
    assert (trial.score.name, trial.score.value) == ("right in time", 1.0)
    figures = {name: values[0] for name, values in trial.figures.items()}
    assert figures["items_by_size"] == 2**26 // (602_112 + 8) == 111
    assert abs(figures["items_held"] - figures["items_predicted"]) <= 3
    assert (figures["requests"], figures["unanswered"]) == (100, 0)
    assert 0 < figures["p50_seconds"] <= figures["p95_seconds"] <= 30
    assert "p99_seconds" not in figures
    # 100 requests, 50 ms apart, can't be done sooner.
    assert trial.wall_seconds[0] >= 99 * 0.05
