from workbench.model.efficiency import Efficiencies
from workbench.model.estimate import Estimate
from workbench.reporting.efficiencies import factor_columns
from workbench.reporting.terminal.efficiency import efficiency_block
from workbench.reporting.terminal.report import printed

ONE = Efficiencies(1, Estimate(0.99, 0.98, 1.0, count=6))
FOUR = Efficiencies(
    4, Estimate(0.65, 0.6, 0.7, count=6), Estimate(0.8125, 0.8, 0.82, count=6), Estimate(0.8, 0.75, 0.85, count=6)
)


def test_a_factor_that_no_level_knows_has_no_column():
    columns = factor_columns((ONE, FOUR))
    assert list(columns) == ["workers", "parallel", "load balance", "communication"]
    assert columns["load balance"] == ["", "81 % [80, 82]"]


def test_a_row_a_level_and_what_it_means_at_any_width():
    text = printed(efficiency_block((ONE, FOUR)), 80, color=False)
    assert "65 % [60, 70]" in text
    assert "load balance × communication" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_one_level_compares_with_nothing():
    assert printed(efficiency_block((FOUR,)), 80, color=False) == ""
