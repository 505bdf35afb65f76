from workbench.model.estimate import Estimate
from workbench.model.trial import Score
from workbench.reporting.ranking import is_apart, rank


def names(rows):
    return [row.case.solver for row in rows]


def test_equal_quality_is_ordered_by_time_and_worse_comes_after(build):
    rows = [
        build.summary(build.case("slow"), 2.0, 0.712),
        build.summary(build.case("worse"), 0.1, 0.60),
        build.summary(build.case("broken"), statuses={"failed": 6}),
        build.summary(build.case("fast"), 1.0, 0.710),
    ]
    ranking = rank(rows)
    assert names(ranking.ranked) == ["fast", "slow"]
    assert names(ranking.unequal) == ["worse"]
    assert names(ranking.untimed) == ["broken"]
    assert names(ranking.rows) == ["fast", "slow", "worse", "broken"]


def test_a_loss_is_better_when_lower(build):
    def loss(value):
        return Score("loss", value, higher_is_better=False, tolerance=0.01)

    rows = [
        build.summary(build.case("low"), 2.0, score=None),
        build.summary(build.case("high"), 1.0, score=None),
    ]
    rows = [type(row)(**{**vars(row), "score": loss(value)}) for row, value in zip(rows, (0.1, 0.5), strict=True)]
    assert names(rank(rows).ranked) == ["low"]


def test_a_row_without_a_score_is_not_equal_to_those_that_have_one(build):
    rows = [build.summary(build.case("scored"), 2.0, 0.7), build.summary(build.case("unscored"), 1.0)]
    assert names(rank(rows).unequal) == ["unscored"]


def test_without_any_score_time_alone_ranks(build):
    rows = [build.summary(build.case("b"), 2.0), build.summary(build.case("a"), 1.0)]
    assert names(rank(rows).ranked) == ["a", "b"]


def test_ranges_never_tell_rows_apart(build):
    fast, slow = build.summary(build.case("a"), 1.0), build.summary(build.case("b"), 2.0)
    assert is_apart(fast, slow)
    assert not is_apart(fast, build.summary(build.case("b"), 1.02))
    assert not is_apart(fast, build.summary(build.case("b"), 2.0, launches=3))
    assert fast.seconds == Estimate(1.0, 0.95, 1.05, "interval", 0.95, 6)
