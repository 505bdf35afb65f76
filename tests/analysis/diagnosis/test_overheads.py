def test_start_up(suffering, told):
    assert suffering(start_seconds=6.06, call_seconds=1.19) == ["start_up_dominated", "cpu_bound"]
    assert "6.06 s, for 1.19 s of work" in told("start_up_dominated", start_seconds=6.06, call_seconds=1.19).message


def test_a_start_that_nobody_notices_is_not_named(suffering):
    assert suffering(start_seconds=0.02, call_seconds=0.01) == ["cpu_bound"]
    assert suffering(start_seconds=0.5, call_seconds=1.0) == ["cpu_bound"]


def test_it_is_told_of_a_call_too_short_for_anything_else(suffering):
    short = dict.fromkeys(("measured_seconds", "cores_used", "cores_used_at_most", "run_queue_wait_cores"))
    assert suffering(**short, start_seconds=0.8, call_seconds=0.01) == ["start_up_dominated"]


def test_transfer(suffering, told):
    moved = {"transfer_seconds": 0.7, "compute_seconds": 0.2}
    assert suffering(**moved) == ["transfer_dominated"]
    assert "(70 %)" in told("transfer_dominated", **moved).message
    assert suffering(transfer_seconds=0.2, compute_seconds=0.7) == ["cpu_bound"]
