import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.cpu_set import format_cpus, parse_cpus
from workbench.planning.limiting import as_cpu_set

HEAD = 'name = "x"\n[[cases]]\nworkload = "waiting"\n'


def resources(plan, text):
    return [planned.case.resources for planned in plan(HEAD + text).cases]


def test_a_block_without_limits_has_none(plan):
    (only,) = resources(plan, "")
    assert only.limits() == {}


def test_limits_are_axes_and_multiply(plan):
    found = resources(
        plan,
        'backends = ["threading"]\nworkers = [1, 2]\ncpu_limit = [0.5, 2]\n'
        'memory_limit = ["2GB", "512MiB", 100000000]\n',
    )
    assert len(found) == 2 * 2 * 3
    assert {each.cpu_limit_cores for each in found} == {0.5, 2.0}
    assert [each.memory_limit_bytes for each in found[:3]] == [2 * 10**9, 512 * 2**20, 10**8]


def test_a_limited_case_is_another_case_and_says_so(plan):
    cases = [one.case for one in plan(HEAD + 'cpu_limit = [1, 2]\ncpu_set = "3,0-2"\nmemory_limit = "1GB"\n').cases]
    assert len({case.id for case in cases}) == 2
    assert cases[0].label().endswith("1 worker · 1 core · CPUs 0-3 · 1 GB")
    assert cases[0].fields()["memory_limit"] == 10**9
    assert cases[0].fields()["cpu_set"] == "0-3"


def test_limits_are_words_of_only(plan):
    from workbench.planning.selection import select

    suite = plan(HEAD + 'cpu_limit = [1, 2]\nmemory_limit = ["1GB", "2GB"]\n')
    assert len(select(suite, "cpu_limit<2").cases) == 2
    assert len(select(suite, "memory_limit=2000000000, cpu_limit=1").cases) == 1
    assert len(select(suite, "memory_limit=2GB").cases) == 2
    assert len(select(suite, "memory_limit<1GiB, cpu_limit>=1.5").cases) == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cpu_limit = 0", "`cpu_limit` is 0; allowed: one of, or a list of, numbers of cores from 0.01 to 4096"),
        ("cpu_limit = [1, true]", "`cpu_limit` holds true"),
        ("cpu_limit = [1, 1.0]", "`cpu_limit` names 1.0 twice"),
        ('cpu_set = "3-1"', '`cpu_set` is `"3-1"`; allowed: one of, or a list of, texts such as'),
        ('cpu_set = "0,,2"', '`cpu_set` is `"0,,2"`'),
        ('cpu_set = ["0-1", "1,0"]', "`cpu_set` names `1,0` twice"),
        ('memory_limit = "2 parsecs"', '`memory_limit` is `"2 parsecs"`'),
        ('memory_limit = "2kB"', '`memory_limit` is `"2kB"`'),
        ('memory_limit = ["1GB", 1000000000]', "`memory_limit` names 1000000000 twice"),
        ("cpu_limit = 0.5\ncpu_limit_per_worker = 0.2", "not both"),
        ('cpu_limit = 3\ncpu_set = "0-1"', "`cpu_limit` is 3 cores, but the `cpu_set` 0-1 has only 2"),
        ("memory_limits = 5", "unknown key `memory_limits`; did you mean `memory_limit`?"),
    ],
)
def test_what_can_not_be_is_complained_about(complaints, line, expected):
    (found,) = complaints(HEAD + line + "\n")
    assert expected in found[1]


def test_every_complaint_comes_at_once(complaints):
    found = complaints(HEAD + 'cpu_limit = -1\ncpu_set = "x"\nmemory_limit = "y"\ncpu_limit_per_worker = 0\n')
    assert [line for line, _, _ in found] == [4, 5, 6, 7, 7]


def test_workers_are_limited_one_by_one_only_where_they_are_processes(plan):
    suite = plan(HEAD + 'backends = ["serial", "threading", "pool"]\ncpu_limit_per_worker = 0.2\n')
    reasons = {one.case.backend: one.skip_reason for one in suite.cases}
    assert reasons["serial"] is None
    assert reasons["pool"] is None
    assert "needs a process for every worker, and the backend threading names none" in reasons["threading"]


def test_a_cluster_elsewhere_can_not_be_limited(plan):
    backend = '[{ name = "dask", address = "tcp://127.0.0.1:1" }]'
    (one,) = plan(HEAD + "backends = " + backend + "\ncpu_limit_per_worker = 0.2\n").cases
    assert "stands at an address" in one.skip_reason


@given(st.frozensets(st.integers(0, 8191), min_size=1, max_size=40))
def test_a_set_of_cpus_is_written_and_read_back(cpus):
    assert set(parse_cpus(format_cpus(cpus))) == cpus


@given(st.one_of(st.text(max_size=30), st.text("0123456789,-", max_size=20), st.integers(), st.none()))
def test_any_value_is_a_set_of_cpus_or_none(value):
    found = as_cpu_set(value)
    assert found is None or as_cpu_set(found) == found
