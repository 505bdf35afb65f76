from workbench.reporting.terminal import printed
from workbench.reporting.terminal_scaling import levels_table, scaling_block


def test_levels_stand_with_their_speedup_and_karp_flatt(build):
    told = printed([levels_table(build.scaling(), 80)], 80, color=False)
    last = told.split("\n")[-1].split()
    assert last[:2] == ["8", "6"]
    assert "5.93×" in last
    assert told.endswith("0.050 [0.044, 0.056]")
    assert "━" not in told


def test_a_wide_terminal_gets_bars_against_the_ideal(build):
    told = printed([levels_table(build.scaling(), 120)], 120, color=False)
    bars = [line.split()[-1] for line in told.split("\n")[-4:]]
    assert bars[0] == "━━━"
    assert bars[3] == "━" * 18 + "·" * 6


def test_the_sentence_follows_its_levels(report):
    told = printed(scaling_block(report.scaling[0], 80), 80, color=False)
    assert told.index("waiting on threading") < told.index("Karp-Flatt") < told.index("Known serial fraction")
