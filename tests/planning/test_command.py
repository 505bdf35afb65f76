import pytest

from workbench.errors import ConfigurationError
from workbench.planning.command import plan_command, plan_single


def test_a_command_line_becomes_a_case_a_worker_count(describe, plugins):
    plan = plan_command(
        ["python", "train.py", "--jobs", "{workers}"],
        describe,
        workers=[1, 2, 4],
        measure={"launches": 2},
        plugins=plugins,
    )
    assert [one.case.resources.workers for one in plan.cases] == [1, 2, 4]
    assert plan.cases[0].case.parameters == {"command": "python train.py --jobs {workers}"}
    assert plan.cases[0].case.backend == "own"
    assert plan.measure.launches == 2
    assert plan.name == "python-train.py"
    assert plan.source == ""


@pytest.mark.parametrize(
    "arguments", [{"argv": []}, {"argv": ["true"], "workers": [0]}, {"argv": ["true"], "measure": {"launch": 1}}]
)
def test_a_bad_command_line_is_a_complaint_without_a_file(describe, plugins, arguments):
    with pytest.raises(ConfigurationError) as caught:
        plan_command(arguments.pop("argv"), describe, plugins=plugins, **arguments)
    assert all(complaint.file is None for complaint in caught.value.complaints)


def test_a_single_target_takes_what_a_block_takes(describe, plugins):
    plan = plan_single(
        "flights",
        describe,
        parameters={"rows": (10, 20)},
        solvers=["sag", {"name": "forest", "parameters": {"trees": 5}}],
        backends="threading",
        workers=range(1, 3),
        measure={"launches": 4, "timeout": "1m"},
        plugins=plugins,
    )
    assert len(plan.cases) == 2 * (1 + 2)
    assert plan.measure.timeout_seconds == 60
    assert plan.name == "flights"


def test_a_file_in_the_current_folder_is_a_target(describe, plugins, tmp_path, monkeypatch):
    from workbench.model.description import Description

    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("")
    describe.files["f"] = Description(uses_backend=False)
    plan = plan_single("./mine.py:f", describe, workers=[1, 2], plugins=plugins)
    assert plan.name == "mine.py-f"
    assert plan.cases[0].workload.path == str(tmp_path / "mine.py")


def test_a_single_targets_misspelling_is_told(describe, plugins):
    with pytest.raises(ConfigurationError, match="did you mean `waiting`"):
        plan_single("wating", describe, plugins=plugins)
