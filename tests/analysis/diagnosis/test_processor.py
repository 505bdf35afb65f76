import pytest


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_clean_cpu_bound_case_is_just_that(suffering, workers):
    assert suffering(workers=workers) == ["cpu_bound"]


def test_what_it_got_is_told_beside_what_it_wanted(told):
    assert "it kept 0.98 cores of 1 busy" in told("cpu_bound").message
    disturbed = {"cores_used": 0.3, "run_queue_wait_cores": 0.68, "others_cores": 3.7}
    assert "it wanted 0.98 cores of 1 and got 0.3" in told("cpu_bound", **disturbed).message


def test_memory_can_not_be_told_from_computing_without_declared_bytes(told):
    assert "cannot tell without hardware counters" in told("cpu_bound").message


def test_declared_bytes_are_held_against_the_ceiling(suffering, told):
    far = {"declared_bytes_per_second": 1e9, "memory_ceiling_bytes_per_second": 10e9}
    assert suffering(**far) == ["cpu_bound"]
    assert "at least 10 %" in told("cpu_bound", **far).message
    near = {"declared_bytes_per_second": 8e9, "memory_ceiling_bytes_per_second": 10e9}
    assert suffering(**near) == ["memory_bandwidth_bound"]
    assert "8.0 GB/s of the 10.0 GB/s" in told("memory_bandwidth_bound", **near).message


def test_without_a_ceiling_bytes_say_nothing(suffering, told):
    assert suffering(declared_bytes_per_second=8e9) == ["cpu_bound"]
    assert "cannot tell" in told("cpu_bound", declared_bytes_per_second=8e9).message


def test_a_case_that_waits_is_not_held_by_memory(suffering):
    near = {"declared_bytes_per_second": 8e9, "memory_ceiling_bytes_per_second": 10e9}
    assert "memory_bandwidth_bound" not in suffering(workers=4, cores_used=1.0, **near)


def test_more_threads_than_cpus(suffering, told):
    crowd = {"workers": 16, "cores_used": 3.9, "run_queue_wait_cores": 12.0}
    assert suffering(**crowd) == ["oversubscribed"]
    assert "15.9 of its threads" in told("oversubscribed", **crowd).message


def test_a_neighbour_makes_nobody_oversubscribed(suffering):
    assert "oversubscribed" not in suffering(workers=4, cores_used=2.0, run_queue_wait_cores=2.0, others_cores=2.0)


def test_threads_that_queue_as_they_wake_up_are_not_too_many(suffering):
    asleep = {"voluntary_switches_per_second": 4000.0, "involuntary_switches_per_second": 500.0}
    many = {"workers": 4, "cores_used": 1.2, "run_queue_wait_cores": 6.0, "others_cores": 2.8}
    assert suffering(**many, **asleep) == ["disturbed"]
    assert "oversubscribed" in suffering(**many)


def test_threads_that_a_limit_holds_are_not_too_many(suffering):
    held = {"workers": 8, "cores_used": 1.6, "run_queue_wait_cores": 6.4, "throttled_cores": 6.4, "cores_given": 1.6}
    assert suffering(**held) == ["throttled"]


def test_a_queue_that_is_not_known_is_no_evidence(suffering):
    assert suffering(workers=16, cores_used=3.9, run_queue_wait_cores=None) == ["cpu_bound"]


def test_more_workers_are_advised_where_there_are_more_cpus(told):
    assert "More workers" in told("cpu_bound", workers=1).remedy
    assert "More workers" not in told("cpu_bound", workers=4).remedy
