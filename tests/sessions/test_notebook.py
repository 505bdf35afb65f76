"""`workbench.run(...)` from a script: trials as columns, fits, charts, and mistakes told at once."""

from __future__ import annotations

import pytest

import workbench
from workbench.errors import ConfigurationError, NothingToDecide
from workbench.model.event import TrialFinished


def test_a_workload_by_name_comes_back_with_columns_fits_and_charts(results):
    events = []
    result = workbench.run(
        "waiting",
        parameters={"seconds": 0.06, "chunks": 6},
        backends="threading",
        workers=[1, 2, 3],
        measure={"launches": 2, "warmups": 0},
        results=results,
        tell=events.append,
    )
    assert len(result.trials["seconds"]) == 6
    assert sorted(set(result.trials["workers"])) == [1, 2, 3]
    assert all(seconds > 0.02 for seconds in result.trials["seconds"])
    assert sum(isinstance(event, TrialFinished) for event in events) == 6
    ((title, scaling),) = result.fits.items()
    assert "waiting" in title
    assert "amdahl" in scaling.laws
    assert result.chart("efficiency").to_dict()["$schema"]
    assert "waiting" in str(result)
    assert result.folder.startswith(results)


def test_a_chart_of_one_worker_count_says_what_to_give(results):
    measure = {"launches": 1, "warmups": 0, "repeats": 1}
    result = workbench.run("waiting", parameters={"seconds": 0.01, "chunks": 2}, measure=measure, results=results)
    with pytest.raises(NothingToDecide, match=r"Give some, such as workers=\[1, 2, 4\]"):
        result.chart("speedup")


def test_a_suite_takes_no_axes_beside_its_own(suite, results):
    with pytest.raises(ConfigurationError, match="says its own workers"):
        workbench.run(str(suite), workers=[1, 2], results=results)


def test_every_mistake_is_told_before_anything_runs(results, tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        workbench.run("wating", backends="lokky", workers=[0], results=results)
    assert len(caught.value.complaints) >= 2
    assert not (tmp_path / "results").exists()
