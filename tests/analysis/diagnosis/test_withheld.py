def test_throttled_by_its_limit(suffering, told):
    held = {"cores_used": 0.5, "throttled_cores": 0.5, "run_queue_wait_cores": 0.5, "cores_given": 0.5}
    assert suffering(**held) == ["throttled"]
    held["throttled_periods_ratio"] = 0.93
    diagnosis = told("throttled", **held)
    assert "93 % of the kernel's periods" in diagnosis.message
    assert diagnosis.explained_ratio == 0.5


def test_a_limit_that_hardly_bites_is_not_named(suffering):
    assert suffering(cores_used=0.97, throttled_cores=0.01) == ["cpu_bound"]


def test_disturbed_by_another_process(suffering, told):
    beside = {"cores_used": 0.5, "run_queue_wait_cores": 0.48, "others_cores": 3.4}
    assert suffering(**beside) == ["disturbed", "cpu_bound"]
    diagnosis = told("disturbed", **beside)
    assert "3.4 cores" in diagnosis.message
    assert "48 %" in diagnosis.message


def test_a_neighbour_that_took_nothing_away_is_not_named(suffering):
    assert suffering(others_cores=2.0) == ["cpu_bound"]


def test_the_queue_is_told_as_a_share_of_all_time_on_a_cpu_or_in_it(told):
    waking = {"voluntary_switches_per_second": 4e3, "involuntary_switches_per_second": 500.0}
    diagnosis = told("disturbed", cores_used=0.5, run_queue_wait_cores=2.0, others_cores=3.4, **waking)
    assert "80 % of its CPU time went by in the queue" in diagnosis.message
    assert diagnosis.explained_ratio == 0.8


def test_a_case_that_hardly_runs_is_hardly_disturbed(suffering):
    assert suffering(cores_used=0.02, run_queue_wait_cores=0.03, others_cores=3.9) == ["idle"]


def test_queueing_behind_nobody_is_not_blamed_on_a_neighbour(suffering):
    assert "disturbed" not in suffering(cores_used=0.6, run_queue_wait_cores=0.4, others_cores=0.05)


def test_queueing_behind_its_own_threads_is_not_blamed_on_a_neighbour(suffering):
    crowd = {"workers": 16, "cores_used": 3.5, "run_queue_wait_cores": 12.5, "others_cores": 0.5}
    assert suffering(**crowd) == ["oversubscribed"]


def test_the_queue_of_a_throttled_case_is_not_blamed_on_a_neighbour(suffering):
    held = {"cores_used": 0.5, "throttled_cores": 0.4, "run_queue_wait_cores": 0.5, "others_cores": 3.0}
    assert "disturbed" not in suffering(**held, cores_given=0.5)


def test_steal(suffering, told):
    stolen = {"steal_cores": 0.4, "cores_used": 0.78}
    assert suffering(**stolen) == ["steal", "cpu_bound"]
    assert "0.4 cores" in told("steal", **stolen).message
    assert suffering(steal_cores=0.02) == ["cpu_bound"]
    assert suffering(steal_cores=None) == ["cpu_bound"]
