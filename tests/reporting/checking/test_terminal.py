import pytest

from workbench.model.comparison import METRICS
from workbench.model.finding import Finding
from workbench.reporting.checking.terminal import MOST_ROWS, check_to_text


def words(text):
    return " ".join(text.split())


def test_the_answer_comes_first_and_names_the_worst(make):
    second = check_to_text(make.check(make.case(), make.case(make.passed, "other")), 120).split("\n")[1]
    assert second == (
        "Failed: ridge: loky, time is 12 % slower [8, 16], confirmed by 6 fresh pairs of launches (1 failed, 1 passed)."
    )


@pytest.mark.parametrize(
    ("outcome", "ratio", "told"),
    [
        ("passed", (1.0, 0.99, 1.01), "Passed: nothing is slower or worse by 10 % or more (1 passed)."),
        (
            "undecided",
            (1.04, 0.97, 1.12),
            "but ridge: loky, time may be between 3 % faster and 12 % slower (1 undecided).",
        ),
        ("incomparable", None, "Not comparable: ridge: loky, time: another machine (1 incomparable)."),
    ],
)
def test_every_outcome_has_its_sentence(make, outcome, ratio, told):
    reason = "another machine" if ratio is None else None
    assert told in words(check_to_text(make.check(make.case(outcome, ratio=ratio, reason=reason)), 120))


def test_a_gate_that_the_machine_widened_is_told(make):
    cases = make.case(make.passed, gate=0.23), make.case(make.passed)
    told = words(check_to_text(make.check(*cases), 120))
    assert "as much as its gate, 10 % to 23 %" in told
    assert "1 case up to 23 %: this machine resolves no less" in told


def test_each_case_has_its_figures_and_what_to_do_next(make):
    told = words(check_to_text(make.every, 100))
    assert "424 ms → 475 ms, 1.12× [1.08, 1.16]: 12 % slower, confirmed by 6 fresh pairs of launches" in told
    assert "the base has no such case" in told
    assert "between 3 % faster and 12 % slower is still possible after 40 pairs of launches" in told
    assert "--time-budget 20m" in told
    assert "2 launches did not end well" in told
    assert "of 1,000 simulated checks without any change 0.40 % [0.10, 0.90] fail" in told
    assert "not even a doubling" in told
    assert "! warning Others used 31 %" in told


def test_against_a_stored_run_no_pairs_are_spoken_of(make):
    cases = make.case(base_launches=9, pairs=6), make.case(make.undecided, ratio=(1.04, 0.97, 1.12), base_launches=9)
    told = words(check_to_text(make.check(*cases, in_turn=False, budget_seconds=None), 120))
    assert "pair" not in told
    assert "confirmed by 6 fresh launches of HEAD" in told
    assert "is still possible after 20 launches of HEAD" in told
    assert "99 % interval over launches of either side." in told
    assert "`--against` in place of `--baseline`" in told


def test_counts_of_instructions_have_a_rule_of_their_own(make):
    counted = make.case(make.passed, metric=METRICS[5], gate=0.001)
    told = words(check_to_text(make.check(counted), 120))
    assert "failed where each count lies higher by 0.10 % or more" in told
    assert "interval over" not in told
    both = words(check_to_text(make.check(counted, make.case(make.passed)), 120))
    assert "failed where each count lies higher by 0.10 % or more" in both
    assert "Passed: ends below the gate of 10 %." in both


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"failed_launches": 2}, "2 launches did not end well: run the suite alone to see why."),
        ({"findings": (Finding("warning", "failed_launches", "BASE fails"),)}, "Hold it against a revision that works"),
        ({}, "mend that, or leave those cases out: `--only`."),
        ({"in_turn": False}, "Measure base and head on one machine"),
    ],
)
def test_what_cannot_be_compared_gets_the_step_that_mends_it(make, changes, told):
    case = make.case(make.incomparable, ratio=None, reason="it can't")
    next_steps = words(check_to_text(make.check(case, **changes), 120)).split("Next")[1]
    assert told in next_steps
    assert ("one machine" in next_steps) == ("in_turn" in changes)


def test_what_is_fine_asks_for_nothing(make):
    assert "Next" not in check_to_text(make.check(make.case(make.passed)), 80)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_it_fits_its_terminal_and_obeys_no_name(make, width):
    told = check_to_text(make.every, width)
    assert max(map(len, told.split("\n"))) <= width
    assert not set(told) & set("\x1b\x07\u202e\ud800")
    assert "**b**" in told


def test_colour_only_where_asked(make):
    assert "\x1b[" in check_to_text(make.every, 80, True)
    assert "\x1b[" not in check_to_text(make.every, 80)


def test_thousands_are_cut_and_what_is_bad_among_them_is_counted(make):
    told = check_to_text(make.check(*[make.case(case=f"case {at}") for at in range(MOST_ROWS + 5)]), 80)
    assert "and 5 more, 5 of them failed" in words(told)
    assert f"case {MOST_ROWS}," not in told


def test_a_check_without_cases_says_so_or_what_it_calibrated(make):
    from workbench.model.gate import Check

    assert "Nothing was checked." in check_to_text(Check("s", "a", "b", "passed", ()), 80)
    told = words(check_to_text(Check("s", "a", "b", "passed", (), calibration=make.calibration), 80))
    assert told.count("Calibrated: of 1,000 simulated checks") == 1
    assert "the smallest effect found here is 4.5 %" in told
