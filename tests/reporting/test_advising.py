from dataclasses import replace

from workbench.reporting.advising import next_steps


def told(report):
    return " ".join(next_steps(report))


def test_a_complete_run_without_trouble_needs_nothing(build):
    rows = [row for row in build.flights_rows() if row.seconds is not None]
    assert next_steps(build.report(workloads=(build.section(rows),))) == ()


def test_failures_and_two_levels_each_get_a_step(build):
    steps = told(build.report(launches=3, counts=(1, 2)))
    assert "3 launches did not end well" in steps
    assert "workbench show 20260401-120000-1a2b --json" in steps
    assert "launches = 6" not in steps, "the finding says it"
    assert "on a machine with more than 2 CPUs; of work that waits, 4 workers will do here" in steps


def test_a_third_level_is_one_that_the_machine_can_run(build):
    report = build.report(counts=(1, 2))
    machine = replace(report.header.machine, usable_cpus=8)
    steps = told(replace(report, header=replace(report.header, machine=machine)))
    assert "measure a third worker count, such as 4" in steps


def test_an_unfinished_run_can_be_finished(build):
    assert told(build.report(trials_recorded=1)).startswith("59 of 60 launches are not made yet")


def test_workers_want_a_single_thread_to_be_held_against(build):
    waiting = build.section([build.summary(build.waiting_case(count), 2.0 / count) for count in (1, 2)])
    assert "(COST), measure waiting on serial as well" in told(build.report(workloads=(waiting,)))
    own = build.section([build.summary(build.case(backend="own", workers=count), 2.0) for count in (1, 2)])
    assert "COST" not in told(build.report(workloads=(own,)))
