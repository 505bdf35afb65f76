import pytest

STILL = {"cores_used": 0.1, "busy_threads": 1}


def test_waiting_for_a_disk(suffering, told):
    disk = {**STILL, "storage_bytes_per_second": 8e7, "io_pressure_ratio": 0.7, "disk_utilization_ratio": 0.9}
    assert suffering(**disk) == ["waits_for_disk"]
    assert "80.0 MB/s" in told("waits_for_disk", **disk).message


@pytest.mark.parametrize("sign", ["io_pressure_ratio", "disk_utilization_ratio", "iowait_cores"])
def test_one_sign_of_a_busy_disk_will_do(suffering, told, sign):
    unknown = dict.fromkeys(("io_pressure_ratio", "disk_utilization_ratio", "iowait_cores"))
    disk = {**STILL, "storage_bytes_per_second": 8e7, **unknown, sign: 0.6}
    assert suffering(**disk) == ["waits_for_disk"]
    assert "60 %" in told("waits_for_disk", **disk).message


def test_somebody_elses_disk_is_not_blamed(suffering):
    assert suffering(**STILL, io_pressure_ratio=0.7, disk_utilization_ratio=0.9) == ["idle"]


def test_bytes_that_nobody_waited_for_are_no_cause(suffering):
    assert suffering(storage_bytes_per_second=8e7, io_pressure_ratio=0.7) == ["cpu_bound"]


def test_bytes_through_the_page_cache_are_no_cause(suffering):
    quiet = {"io_pressure_ratio": 0.0, "disk_utilization_ratio": 0.0}
    assert suffering(**STILL, storage_bytes_per_second=8e7, **quiet) == ["idle"]


@pytest.mark.parametrize("way", ["network", "loopback"])
def test_waiting_for_the_network(suffering, told, way):
    moved = {**STILL, f"{way}_bytes_per_second": 2e7}
    assert suffering(**moved) == ["waits_for_network"]
    assert (
        f"20.0 MB/s went over {'the ' if way == 'network' else ''}{way} of this machine"
        in told("waits_for_network", **moved).message
    )


@pytest.mark.parametrize("told", [{"voluntary_switches_per_second": 2.0}, {"cores_used": 0.001}])
def test_bytes_that_it_can_not_have_received_are_another_programs(suffering, told):
    assert suffering(**{**STILL, **told}, loopback_bytes_per_second=2e7) == ["idle"]


def test_a_heartbeat_is_not_a_network_that_is_waited_for(suffering):
    assert suffering(**STILL, loopback_bytes_per_second=2e4) == ["idle"]


def test_what_the_disk_explains_the_network_does_not(suffering):
    both = {"storage_bytes_per_second": 8e7, "disk_utilization_ratio": 0.95, "network_bytes_per_second": 2e7}
    assert suffering(**STILL, **both) == ["waits_for_disk"]


@pytest.mark.parametrize("device", ["cpu", "cuda"])
@pytest.mark.parametrize("used", [0.1, 1.0])
def test_waiting_for_a_gpu_asleep_or_spinning(suffering, told, device, used):
    gpu = {"cores_used": used, "device": device, "gpu_utilization_ratio": 0.93, "gpu_memory_bytes": 1e9}
    assert suffering(**gpu) == ["waits_for_gpu"]
    assert "93 %" in told("waits_for_gpu", **gpu).message


def test_somebody_elses_gpu_is_not_blamed(suffering):
    assert suffering(gpu_utilization_ratio=0.93) == ["cpu_bound"]
    assert suffering(device="cuda", gpu_utilization_ratio=0.2) == ["cpu_bound"]


def test_swapping(suffering, told):
    swap = {"swapped_bytes_per_second": 5e7, "major_faults_per_second": 900.0, "memory_pressure_ratio": 0.6}
    assert suffering(**STILL, **swap) == ["swapping"]
    assert "50.0 MB/s" in told("swapping", **STILL, **swap).message


def test_swapping_is_not_told_as_waiting_for_a_disk(suffering):
    swap = {"swapped_bytes_per_second": 5e7, "major_faults_per_second": 900.0, "memory_pressure_ratio": 0.6}
    assert suffering(**STILL, **swap, storage_bytes_per_second=5e7, io_pressure_ratio=0.8) == ["swapping"]


def test_swapping_without_pressure_figures(suffering):
    swap = {"swapped_bytes_per_second": 5e7, "major_faults_per_second": 900.0, "memory_pressure_ratio": None}
    assert suffering(**STILL, **swap) == ["swapping"]


def test_somebody_elses_swapping_is_not_blamed(suffering):
    assert suffering(swapped_bytes_per_second=5e7) == ["cpu_bound"]


def test_waiting_for_nobody_knows_what(suffering, told):
    assert suffering(**STILL) == ["idle"]
    assert "nothing measured here tells" in told("idle", **STILL).message


def test_where_only_the_whole_trial_is_known_its_cpu_time_is_a_bound(suffering):
    assert suffering(cores_used=None, cores_used_at_most=0.2) == ["idle"]
    assert suffering(cores_used=None, cores_used_at_most=0.9) == []


@pytest.mark.parametrize(("others", "causes"), [(0.5, ["idle"]), (3.8, []), (None, [])])
def test_a_queue_that_nobody_counted_may_be_what_it_stood_in(suffering, others, causes):
    assert suffering(**STILL, run_queue_wait_cores=None, others_cores=others) == causes
