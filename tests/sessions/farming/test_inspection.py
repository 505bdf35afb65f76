"""What a machine must have, asked of this one."""

from __future__ import annotations

import os
from dataclasses import replace

from workbench.model.plan import EnvironmentSpec, PluginReference
from workbench.sessions.farming.inspection import files_of, inspected, read_inspection
from workbench.telemetry.machine import read_machine


def test_what_a_machine_tells_is_read_at_home(plan_of):
    plan = plan_of()
    found = read_inspection(inspected(plan, files_of(plan)))
    assert (found.machine, found.lacking) == (read_machine(), ())
    assert "numpy" in found.interpreters[0].packages


def test_a_persons_file_must_be_the_same(plan_of, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("x = 1")
    plan = with_workload(plan_of(1), PluginReference("workload", "Mine", "mine", "Mine", str(path)))
    wanted = files_of(plan)
    assert read_inspection(inspected(plan, wanted)).lacking == ()
    path.write_text("x = 2")
    assert read_inspection(inspected(plan, wanted)).lacking == (str(path),)
    path.unlink()
    assert read_inspection(inspected(plan, wanted)).lacking == (str(path),)


def test_an_interpreter_that_a_machine_lacks_is_not_asked_what_it_is(plan_of):
    plan = plan_of(1)
    (planned,) = plan.cases
    plan = replace(
        plan,
        cases=(replace(planned, case=replace(planned.case, environment="made")),),
        environments={"made": EnvironmentSpec("python", "3.9", interpreter="/nowhere/python")},
    )
    found = read_inspection(inspected(plan, files_of(plan)))
    assert (found.interpreters, found.lacking) == ((), ("/nowhere/python",))


def test_a_command_needs_the_folder_that_it_is_run_in(plan_of):
    command = PluginReference("workload", "command", "workbench.workloads.command", "PLUGIN")
    assert files_of(plan_of(1)) == {}
    assert files_of(with_workload(plan_of(1), command)) == {os.getcwd(): None}


def with_workload(plan, reference):
    return replace(plan, cases=tuple(replace(planned, workload=reference) for planned in plan.cases))
