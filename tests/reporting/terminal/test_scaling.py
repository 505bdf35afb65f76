from workbench.analysis.scaling.inferring import fit
from workbench.reporting.terminal.report import printed
from workbench.reporting.terminal.scaling import levels_block, scaling_block


def test_levels_stand_with_their_speedup_and_karp_flatt(build):
    told = printed(levels_block(build.scaling(), 80), 80, color=False)
    *_, last, legend = told.split("\n")
    last = last.split()
    assert last[:2] == ["8", "6"]
    assert "5.93×" in last
    assert last[-3:] == ["0.050", "[0.044,", "0.056]"]
    assert legend.startswith("[low, high]: 95 % interval over worker counts")
    assert "━" not in told


def test_a_wide_terminal_gets_bars_against_the_ideal(build):
    told = printed(levels_block(build.scaling(), 120), 120, color=False)
    bars = [line.split()[-1] for line in told.split("\n")[-5:-1]]
    assert bars[0] == "━━━"
    assert bars[3] == "━" * 18 + "·" * 6


def test_the_sentence_follows_its_levels(report):
    told = printed(scaling_block(report.scaling[0], 80), 80, color=False)
    assert told.index("waiting on threading") < told.index("Karp-Flatt") < told.index("Known serial fraction")


def test_a_narrow_terminal_loses_whole_columns_and_says_which(build):
    for width in range(20, 81):
        told = printed(levels_block(build.scaling(), width), width, color=False)
        assert "…" not in told
        assert "2.00 s" in told
    narrow = " ".join(printed(levels_block(build.scaling(), 40), 40, color=False).split())
    assert "5.93×" in narrow
    assert "not shown at this width: launches, Karp-Flatt" in narrow
    assert "interval over" not in narrow, "a legend of what isn't there"


def test_weak_scaling_keeps_its_scaled_speed_up_and_has_no_karp_flatt():
    scaling = fit([1, 2, 4, 8], [10.0, 10.2, 10.5, 11.0], experiment="weak")
    told = printed(levels_block(scaling, 120), 120, color=False)
    assert "scaled speed-up: ━ measured" in told
    assert "7.27×" in told
    assert "Karp-Flatt" not in told
