from dataclasses import replace

import pytest

from workbench.model.scaling import Level
from workbench.reporting.next_level import cpus_of, next_level


def levels(counts):
    return tuple(Level(count, (1.0,)) for count in counts)


@pytest.mark.parametrize(("counts", "wanted"), [((1, 2), 4), ((1, 4), 2), ((1, 2, 8), 4), ((1, 2, 4), 8)])
def test_the_next_level_fills_a_gap_or_doubles(counts, wanted):
    assert next_level(levels(counts)) == wanted


@pytest.mark.parametrize(
    ("counts", "cpus", "wanted"), [((1, 2), 2, None), ((1, 2), 3, 3), ((1, 2), 8, 4), ((1, 4), 4, 2)]
)
def test_the_machine_bounds_it(counts, cpus, wanted):
    assert next_level(levels(counts), cpus) == wanted


def test_cpus_are_those_that_may_be_used(run):
    machine = run.header.machine
    assert cpus_of(machine) == 2
    assert cpus_of(replace(machine, usable_cpus=8, cpu_limit_cores=2.5)) == 2
    assert cpus_of(replace(machine, usable_cpus=8, cpu_limit_cores=0.5)) == 1
