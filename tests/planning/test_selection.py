import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import EXIT_NOTHING_TO_DECIDE, ConfigurationError, NothingToDecide
from workbench.model.case import Case, Resources
from workbench.model.plan import Plan, PlannedCase, PluginReference
from workbench.planning.selection import parse_conditions, select

PLACE = PluginReference("workload", "w", "m", "a")
CASES = [
    Case("flights", {"rows": 100}, solver="sklearn.Ridge[saga]", solver_parameters={"alpha": 2.0}),
    Case("flights", {"rows": 5000}, solver="sklearn.SVC", backend="loky", resources=Resources(workers=2)),
    Case("waiting", {"seconds": 0.5, "fast": True}, backend="threading", resources=Resources(workers=4)),
]
PLAN = Plan("x", tuple(PlannedCase(case, PLACE, PLACE) for case in CASES))


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("workload=flights", [0, 1]),
        ("workload=f*", [0, 1]),
        ("solver=sklearn.Ridge[saga]", [0]),
        ("solver=sklearn.*, workers>=2", [1]),
        ("solver=sklearn.S?C", [1]),
        ("workers>1 and workers<=2", [1]),
        ("rows<1000", [0]),
        ("rows!=100", [1, 2]),
        ("solver!=sklearn.SVC", [0, 2]),
        ("seconds = 0.50", [2]),
        ("fast=true", [2]),
        ("solver.alpha=2", [0]),
        ('backend="loky"', [1]),
        ("threading", [2]),
        ("4 workers", [2]),
        ("RIDGE, serial", [0]),
        ("'Ridge[saga]'", [0]),
        ("flights loky", [1]),
        ("loky flights", [1]),
        ("flights, '2 workers'", [1]),
    ],
)
def test_conditions_select(expression, kept):
    selected = select(PLAN, expression)
    assert [planned.case for planned in selected.cases] == [CASES[index] for index in kept]
    assert "keeps %d of 3 cases" % len(kept) in selected.notes[-1]


def test_an_unknown_key_is_told_with_the_nearest_and_all_keys():
    with pytest.raises(ConfigurationError, match=r"did you mean `workers`(?s:.*)`solver.alpha`"):
        select(PLAN, "worker=2")


@pytest.mark.parametrize(
    "expression",
    [
        "",
        ",",
        "workers=1,",
        "workers>two",
        "=2",
        "workers=",
        "a=b=c",
        "'open",
        "workers > = 2",
        "workers=1 or workers=2",
        "loky or dask",
        "solver=a b",
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(expression):
    with pytest.raises(ConfigurationError, match="write conditions such as"):
        select(PLAN, expression)


@pytest.mark.parametrize("expression", ["not loky", "flights, not loky", "not backend=loky"])
def test_there_is_no_not_and_its_place_is_named(expression):
    with pytest.raises(ConfigurationError, match=r"there is no `not`(?s:.*)backend!=loky"):
        select(PLAN, expression)


@pytest.mark.parametrize("expression", ["'loky flights'", "flights spark"])
def test_quotes_keep_words_together_and_every_word_must_occur(expression):
    with pytest.raises(NothingToDecide):
        select(PLAN, expression)


def test_nothing_selected_ends_in_its_own_exit_code():
    with pytest.raises(NothingToDecide) as caught:
        select(PLAN, "workers>100")
    assert caught.value.exit_code == EXIT_NOTHING_TO_DECIDE


@given(st.text(max_size=30))
def test_any_expression_is_read_or_refused(expression):
    try:
        conditions = parse_conditions(expression)
    except ConfigurationError:
        return
    assert conditions


@given(st.sampled_from(["=", "!="]), st.text(alphabet="ab*?[].\\", min_size=1, max_size=6))
def test_equal_and_unequal_part_the_cases(operator, pattern):
    quoted = '"%s"' % pattern
    kept = {"=": set(), "!=": set()}
    for each in kept:
        try:
            kept[each] = {planned.case.id for planned in select(PLAN, "solver%s%s" % (each, quoted)).cases}
        except NothingToDecide:
            pass
    assert kept["="].isdisjoint(kept["!="])
    assert len(kept["="] | kept["!="]) == 3
