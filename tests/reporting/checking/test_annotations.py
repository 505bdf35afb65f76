from workbench.reporting.checking.annotations import check_to_annotations


def test_what_failed_is_an_error_and_what_is_unsure_a_warning(make):
    lines = check_to_annotations(make.every).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::warning"]
    assert lines[0].startswith("::error title=failed%3A ridge%3A loky%2C time::ridge-memory, ridge: loky, time: 424 ms")
    assert "12 %25 slower" in lines[0]


def test_no_name_begins_a_command_of_its_own(make):
    told = check_to_annotations(make.check(make.case(case="a\r\n::add-mask::x\n%0A,:\u2028::error::y")))
    assert len(told.splitlines()) == 1
    title, message = told.removeprefix("::error title=").split("::", 1)
    assert not set(title) & set(":,\n\r")
    assert "%250A" in title
    assert "%250A" in message


def test_ten_at_most_and_the_last_counts_the_others(make):
    cases = [make.case(case=f"case {at}") for at in range(25)]
    lines = check_to_annotations(make.check(*cases)).splitlines()
    assert len(lines) == 10
    assert lines[-1] == "::error title=workbench check::and 16 more, 16 of them failed"
    assert len(check_to_annotations(make.check(*cases[:10])).splitlines()) == 10


def test_nothing_to_warn_of_is_nothing(make):
    assert check_to_annotations(make.check(make.case(make.passed))) == ""
