from dataclasses import replace

from workbench.analysis.comparing.differences import differences, unlike_machines
from workbench.model.plan import MeasureSettings, Plan
from workbench.model.run import Interpreter, Machine, Revision, RunHeader

MACHINE = Machine("a", "Linux", "6.1", "CPU", 8, 8, 2**34)
PYTHON = Interpreter("default", "python", "3.11.2", "CPython", {"numpy": "2.0", "scipy": "1.13"})
HEADER = RunHeader("r", 1, "0.1", 0.0, Plan("suite", ()), MACHINE, (PYTHON,), Revision("abc", False))


def codes(head):
    return {finding.code: finding.message for finding in differences(HEADER, head)}


def test_equal_runs_have_no_differences():
    assert codes(HEADER) == {}
    assert unlike_machines(MACHINE, replace(MACHINE, kernel="6.2")) is None


def test_unlike_machines_are_told_apart_by_what_differs():
    assert unlike_machines(MACHINE, replace(MACHINE, id="b", logical_cpus=4, memory_bytes=2**33, gpus=("H",))) == (
        "logical cpus 8 and 4; memory 17.2 GB and 8.6 GB; gpus none and H"
    )
    assert unlike_machines(MACHINE, replace(MACHINE, id="b")) == "a and b"


def test_each_kind_of_difference_has_its_sentence():
    other = replace(PYTHON, version="3.12.1", packages={"numpy": "2.1", "pandas": "3"})
    head = replace(
        HEADER,
        machine=replace(MACHINE, kernel="6.2", usable_cpus=2),
        plan=Plan("another", (), MeasureSettings(repeats=3)),
        interpreters=(other,),
        revision=Revision("abd", True),
    )
    told = codes(head)
    assert told["suites"] == "BASE ran the suite 'suite', HEAD 'another'."
    assert "kernel 6.1 and 6.2; usable cpus 8 and 2" in told["machine_state"]
    assert "repeats 1 and 3" in told["measured_otherwise"]
    for words in ("CPython 3.11.2 and CPython 3.12.1", "numpy 2.0 and 2.1", "pandas not installed and 3"):
        assert words in told["environments"]
    assert told["dirty_tree"].startswith("HEAD had changes")


def test_many_packages_are_counted():
    packages = {f"p{number}": "1" for number in range(20)}
    told = codes(replace(HEADER, interpreters=(replace(PYTHON, packages={**PYTHON.packages, **packages}),)))
    assert "and 15 more packages" in told["environments"]
