"""What a machine is asked for, played by fake programs on PATH."""

import pytest

from workbench.contracts.needs import KNOWN, missing_need, parse_need


@pytest.fixture
def programs(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    def add(name, text, folder=tmp_path):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("#!/bin/sh\n%s\n" % text)
        (folder / name).chmod(0o755)
        return str(folder / name)

    return add


def test_a_missing_one_is_named_with_the_command(programs):
    assert missing_need("java>=17") == "needs java>=17, and java is not on PATH: apt install default-jre"
    assert missing_need("mpi") == "needs mpi, and mpiexec is not on PATH and mpirun is not on PATH: apt install mpich"


MET = ("java", "java>=17", "java==17", "java>=17,<18", "java==17.0.15", "java<=17")
NOT_MET = ("java>17", "java>=21", "java<17", "java!=17")


@pytest.mark.parametrize(("need", "met"), [*((need, True) for need in MET), *((need, False) for need in NOT_MET)])
def test_versions_are_compared_as_far_as_they_are_written(programs, need, met):
    path = programs("java", "echo Picked up JAVA_TOOL_OPTIONS: -Xmx4g >&2; echo 'openjdk version \"17.0.15\" 2025' >&2")
    reason = missing_need(need)
    assert (reason is None) is met
    assert met or "%s is 17.0.15: apt install" % path in reason


def test_javas_old_numbering_is_understood(programs):
    programs("java", "echo 'java version \"1.8.0_301\"'")
    assert missing_need("java==8") is None


def test_any_of_its_programs_will_do(programs):
    programs("mpirun", "echo 'mpirun (Open MPI) 4.1.4'")
    assert missing_need("mpi>=4.1") is None


def test_a_home_named_by_the_environments_variables_goes_before_the_path(programs, tmp_path):
    programs("java", "echo 'version \"11.0.2\"'")
    programs("java", "echo 'version \"21.0.1\"'", tmp_path / "jdk" / "bin")
    assert missing_need("java>=21") is not None
    assert missing_need("java>=21", {"JAVA_HOME": str(tmp_path / "jdk")}) is None


@pytest.mark.parametrize("text", ["echo 'version \"17\"'; exit 1", "echo nothing", "exec /none"])
def test_one_that_does_not_work_is_told(programs, text):
    path = programs("java", text)
    assert "%s does not say its version" % path in missing_need("java")


@pytest.mark.parametrize("need", ["", "jaba", "java>=", "java~=17", "java 17", "java>=x", "-java"])
def test_what_is_no_need_is_refused_with_what_there_is(need):
    with pytest.raises(ValueError, match=r"there are|write it like"):
        parse_need(need)


def test_every_known_one_has_programs_and_a_command():
    for name, known in KNOWN.items():
        assert parse_need(name) == (name, ())
        assert known.programs
        assert known.command.startswith("apt install ")
