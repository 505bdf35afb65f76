from workbench.reporting.condensing import condensed, told_once


def test_the_first_three_of_a_file_are_told_and_the_others_counted():
    lines = [f"r/trials.jsonl:{number}: not a trial record" for number in range(1, 21)]
    assert condensed(lines) == (*lines[:3], "r/trials.jsonl: and 17 more lines like these")


def test_few_stay_as_they_are_each_file_by_itself():
    warnings = ("a:1: torn", "b:1: torn", "a:2: torn", "b is missing", "a:3: torn")
    assert sorted(condensed(warnings)) == sorted(warnings)
    assert condensed(()) == ()


def test_reasons_are_told_once_in_a_line_and_a_few():
    assert told_once(["bad: one\nmore", "bad: one\nelse", "other"]) == ("bad: one", "other")
    assert told_once(f"at {number}" for number in range(9)) == ("at 0", "at 1", "at 2", "and 6 other reasons")
