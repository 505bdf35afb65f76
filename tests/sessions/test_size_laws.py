"""Real trials at several sizes: what a law of the small ones says of a larger one, beside what that took."""

from __future__ import annotations

import pytest

from workbench.analysis.sizes.measured import measured
from workbench.analysis.sizes.memory_law import peak_growth, peaks_of
from workbench.analysis.sizes.series import all_series
from workbench.planning.suite import parse_plan
from workbench.reporting.assembly import build_report
from workbench.sessions.executing import run_plan

HOLDING = """
from workbench.contracts import Workload
class Holding(Workload):
    "Holds its data three times over."
    parameters = {"megabytes": 10}
    def run(self, data, context):
        held = [bytearray(b"x") * (self.values["megabytes"] * 1000000) for _ in range(3)]
        return len(held)
    def data_bytes(self):
        return self.values["megabytes"] * 1000000
"""
SUITE = """name = "holding"
[[cases]]
workload = "./holding.py:Holding"
parameters = {{ megabytes = {megabytes} }}
[measure]
launches = {launches}
warmups = 0
"""


@pytest.mark.slow
def test_peak_memory_eight_times_larger_is_foretold(tmp_path, workplace):
    (tmp_path / "holding.py").write_text(HOLDING)

    def run(megabytes, launches):
        text = SUITE.format(megabytes=megabytes, launches=launches)
        plan = parse_plan(text, str(tmp_path / "holding.toml"), workplace.describe)
        return run_plan(plan, workplace, lambda event: None)

    small, large = run([5, 10, 20], 2), run([160], 1)
    (members,) = all_series(measured(small.header.plan, small.trials))
    growth, against = peak_growth(peaks_of(members))
    assert against == "megabytes"
    foretold = growth.prediction(160.0)
    (taken,) = measured(large.header.plan, large.trials)
    assert foretold.value == pytest.approx(taken.highs[0], rel=0.05)
    assert foretold.low * 0.97 <= taken.highs[0] <= foretold.high * 1.03
    report = build_report(small)
    assert report.sizes.series[0].memory.data_ratio.value == pytest.approx(3, rel=0.05)
