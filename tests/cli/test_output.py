"""What `--dry-run` and `--size` say before anything runs."""

from workbench.cli.output import forecast_lines
from workbench.model.case import Case
from workbench.model.estimate import Estimate
from workbench.model.plan import PlannedCase, PluginReference
from workbench.model.sizes import Prediction
from workbench.sessions.forecast import CaseForecast, Forecast

PLUGIN = PluginReference("workload", "ridge", "m", "P")


def lines(*cases, unknown=0, seconds=0.0):
    return "\n".join(forecast_lines(Forecast(cases, 4 * len(cases), seconds, unknown)))


def planned(**fields):
    return PlannedCase(Case("ridge", {"samples": 10}, "s.A"), PLUGIN, PLUGIN, **fields)


def test_what_other_sizes_tell_stands_with_its_interval_and_an_open_end():
    seconds = Prediction(10.0, Estimate(12.0, 10.0, 15.0), extrapolated=False)
    peak = Prediction(10.0, Estimate(2e10, 1e10, float("inf")), extrapolated=True)
    told = lines(CaseForecast(planned(data_bytes=8 * 10**9), 0, None, None, seconds, peak), unknown=1)
    assert "no earlier run; its data is 8.0 GB; peak 20.0 GB (10.0 GB to …, extrapolated from other sizes)" in told
    assert "a call 12.0 s (10.0 s to 15.0 s from other sizes)" in told
    assert "1 case without an earlier run here" in told
    assert "those with one" not in told


def test_earlier_runs_have_the_first_word():
    told = lines(CaseForecast(planned(), 4, 2.0, 3e8), seconds=8.0)
    assert "2.00 s a launch, peak 300 MB (4 earlier)" in told
    assert "those with one should take 8.00 s" in told


def test_nothing_is_foretold_of_what_is_skipped():
    told = lines(CaseForecast(planned(skip_reason="needs Java"), 0, None, None))
    assert "skipped: needs Java" in told
    assert "should take" not in told
