import numpy as np
import pytest

from workbench.analysis.comparing.comparing import Source, compare
from workbench.analysis.comparing.effects import effects_of
from workbench.analysis.comparing.judging import DRIFTS, ONE_OF_MANY, judged
from workbench.analysis.comparing.scaling_parameters import Series, scaling_effects
from workbench.analysis.scaling.inferring import fit
from workbench.model.comparison import METRICS, Settings, overall
from workbench.model.scaling import Level

RANDOM = np.random.default_rng(3)
NOISE = np.exp(0.005 * RANDOM.standard_normal((2, 1, 12)))


def fitted(levels, confidence):
    return fit(tuple(levels), confidence=confidence)


def one(make, factor, metric="time", settings=None, **how):
    settings = settings or Settings()
    base, head = make(NOISE[0], metric, **how), make(factor * NOISE[1], metric, **how)
    return judged(effects_of(base, head, settings), settings)[0]


@pytest.mark.parametrize(
    ("metric", "factor", "word"),
    [
        ("time", 1.2, "slower"),
        ("time", 0.8, "faster"),
        ("time", 1.0, "same"),
        ("start_up", 1.2, "slower"),
        ("peak_memory", 1.2, "worse"),
        ("peak_memory", 0.8, "better"),
        ("cpu_seconds", 1.2, "worse"),
        ("score", 0.8, "worse"),
        ("score", 1.2, "better"),
        ("score", 1.0, "same"),
        ("efficiency", 0.8, "worse"),
        ("serial_fraction", 0.8, "better"),
    ],
)
def test_words_follow_the_direction_of_the_metric(make, metric, factor, word):
    found = one(make, factor, metric)
    assert found.verdict == word
    assert found.ratio.low <= factor <= found.ratio.high


def test_what_is_certain_but_smaller_than_the_margin_is_not_slower(make):
    assert one(make, 1.03).verdict == "slower"
    assert one(make, 1.03, settings=Settings(margin=0.05)).verdict == "same"
    assert one(make, 1.03, settings=Settings(margins=(("time", 0.05),))).verdict == "same"
    assert one(make, 1.03, settings=Settings(margins=(("score", 0.05),))).verdict == "slower"


def test_two_launches_make_a_range_and_one_a_point(make):
    for size, kind in ((2, "range"), (1, "point")):
        base, head = make([[1.0, 1.1][:size]]), make([[2.0, 2.2][:size]])
        found = judged(effects_of(base, head, Settings()), Settings())[0]
        assert (found.verdict, found.ratio.kind, found.p_value) == ("undecided", kind, None)
        assert "fewer than 4 launches" in found.reason


def test_a_score_is_held_against_the_tolerance_of_its_workload(make):
    base, head = np.full((1, 6), 0.900), np.full((1, 6), 0.895)
    for tolerance, word in ((0.01, "same"), (0.001, "worse")):
        sides = make(base, "score", tolerances={0: tolerance}), make(head, "score", tolerances={0: tolerance})
        assert judged(effects_of(*sides, Settings()), Settings())[0].verdict == word


def test_negative_scores_are_compared_without_a_ratio(make):
    base, head = make(np.full((1, 6), -1.0), "score"), make(np.full((1, 6), -2.0), "score")
    found = judged(effects_of(base, head, Settings()), Settings())[0]
    assert (found.verdict, found.ratio) == ("worse", None)


def test_one_difference_of_a_thousand_may_be_chance(make):
    random = np.random.default_rng(4)
    base, head = np.exp(0.03 * random.standard_normal((2, 1000, 6)))
    head[0] *= 1.08
    found = judged(effects_of(make(base, order=False), make(head, order=False), Settings()), Settings())
    assert found[0].reason == ONE_OF_MANY or found[0].verdict == "slower"
    assert any(each.reason == ONE_OF_MANY for each in found)
    assert not any(each.verdict in ("slower", "faster") for each in found[1:])


def test_a_file_that_goes_on_wandering_is_told_so_unless_both_were_launched_in_turn(make):
    base = np.exp(0.02 * np.arange(8.0))[None, :]
    sides = make(base), make(np.exp(0.16) * base)
    alone = judged(effects_of(*sides, Settings()), Settings())[0]
    assert (alone.verdict, alone.reason) == ("undecided", DRIFTS)
    in_turn = Settings(interleaved=True)
    assert judged(effects_of(*sides, in_turn), in_turn)[0].verdict == "slower"
    numbered = make(base, first=0, step=2), make(np.exp(0.16) * base, first=1, step=2)
    assert judged(effects_of(*numbered, Settings()), Settings())[0].verdict == "slower"


def series(serial, noise=0.003, seed=0, workers=(1, 2, 3, 4, 6, 8, 12, 16)):
    random = np.random.default_rng(seed)
    levels = (
        Level(count, tuple(((1 - serial) / count + serial) * np.exp(noise * random.standard_normal(6))))
        for count in workers
    )
    return Series("s", "a series", tuple(levels))


def test_a_larger_serial_fraction_and_a_lower_efficiency_are_worse():
    found = judged(scaling_effects([series(0.05)], [series(0.10, seed=1)], Settings(), fitted), Settings())
    assert [(each.metric.name, each.verdict) for each in found] == [
        ("serial_fraction", "worse"),
        ("efficiency", "worse"),
    ]
    back = judged(scaling_effects([series(0.10)], [series(0.05, seed=1)], Settings(), fitted), Settings())
    assert [each.verdict for each in back] == ["better", "better"]


def test_scaling_is_compared_at_the_common_worker_counts():
    found = scaling_effects([series(0.05)], [series(0.05, seed=1, workers=(1, 2, 4))], Settings(), fitted)
    efficiency = next(each for each in found if each.metric.name == "efficiency")
    assert efficiency.base == pytest.approx(1 / (4 * (0.95 / 4 + 0.05)), rel=0.05)
    assert scaling_effects([series(0.05)], [series(0.05, workers=(1, 32))], Settings(), fitted) == []


def test_the_same_scaling_is_not_called_worse():
    words = []
    for seed in range(20):
        pair = [series(0.05, 0.02, 2 * seed)], [series(0.05, 0.02, 2 * seed + 1)]
        words += [each.verdict for each in judged(scaling_effects(*pair, Settings(), fitted), Settings())]
    assert len(words) == 40
    assert not {"worse", "better"} & set(words)


def source(launches, **others):
    return Source("x", launches.cases, (launches,), **others)


def test_the_worst_stands_first_and_names_the_whole(make):
    random = np.random.default_rng(6)
    base = np.exp(0.01 * random.standard_normal((3, 10)))
    head = base[:, ::-1] * np.array([[0.8], [1.3], [1.0]])
    found = compare(source(make(base)), source(make(head)), Settings(), fitted)
    assert [each.verdict for each in found.comparisons][:1] == ["slower"]
    assert found.verdict == "slower"
    assert found.comparisons[0].case == "case 1"


def test_unlike_machines_make_all_incomparable(make):
    side = source(make(NOISE[0]))
    found = compare(side, side, Settings(), fitted, "CPUs 4 and 8")
    assert found.verdict == "incomparable"
    assert "CPUs 4 and 8" in found.comparisons[0].reason


def test_other_data_make_a_case_incomparable(make):
    base = source(make(np.vstack([NOISE[0], NOISE[1]])), data=(("c0", "aa"), ("c1", "bb")))
    head = source(make(np.vstack([NOISE[1], NOISE[0]])), data=(("c0", "aa"), ("c1", "cc")))
    found = {each.case: each.verdict for each in compare(base, head, Settings(), fitted).comparisons}
    assert found["case 1"] == "incomparable"
    assert found["case 0"] != "incomparable"


def test_a_case_without_a_usable_value_on_one_side_is_said_and_the_others_judged(make):
    base = make(np.vstack([NOISE[0], NOISE[1]]))
    head = make(np.vstack([np.full_like(NOISE[0], np.nan), NOISE[1]]))
    found = compare(source(base), source(head, unusable=((("time", "c0"), 12),)), Settings(), fitted)
    assert {each.case: each.verdict for each in found.comparisons} == {"case 0": "incomparable", "case 1": "same"}
    assert [finding.code for finding in found.findings] == ["unusable_values"]


def test_failures_and_cases_of_one_side_are_findings(make):
    base, head = make(np.vstack([NOISE[0], NOISE[1]])), make(NOISE[0])
    found = compare(source(base), source(head, failures=(("c0", 2),)), Settings(), fitted)
    assert found.failed
    assert {finding.code for finding in found.findings} == {"failed_launches", "one_sided_cases"}


@pytest.mark.parametrize(
    ("words", "worst"),
    [
        (("same", "faster", "undecided", "incomparable", "worse"), "worse"),
        (("same", "better"), "better"),
        (("undecided", "faster"), "undecided"),
        (("incomparable", "undecided"), "incomparable"),
        ((), "undecided"),
    ],
)
def test_the_verdict_of_many_is_the_worst(words, worst):
    assert overall(words) == worst


def test_every_metric_has_a_name_of_its_own():
    assert len({metric.name for metric in METRICS}) == len(METRICS)


def test_times_of_any_size_are_compared(make):
    tiny, huge = np.full((1, 5), 1e-300), np.full((1, 5), 1e300)
    found = judged(effects_of(make(tiny), make(huge), Settings()), Settings())[0]
    assert (found.verdict, found.ratio.value) == ("slower", np.inf)
