import pytest

TURNS = {"workers": 2, "cores_used": 1.02, "busy_threads": 2, "load_balance_ratio": 0.95}


def test_threads_that_take_turns(suffering, told):
    assert suffering(**TURNS) == ["gil_bound"]
    assert "2 threads worked, but together used 1.02 cores of 2" in told("gil_bound", **TURNS).message


def test_on_a_busy_machine_too(suffering):
    assert suffering(**{**TURNS, "cores_used": 0.65}, run_queue_wait_cores=0.4, others_cores=3.3)[0] == "gil_bound"


def test_two_threads_that_queue_do_not_take_turns(suffering):
    assert "gil_bound" not in suffering(**TURNS, run_queue_wait_cores=0.95, others_cores=3.0)


def test_serial_code_is_no_lock(suffering, told):
    serial = {**TURNS, "busy_threads": 1, "load_balance_ratio": 0.5}
    assert suffering(**serial) == ["imbalanced"]
    assert "one of 2 workers did all the work" in told("imbalanced", **serial).message


def test_nor_are_processes_that_take_turns(suffering):
    assert suffering(**TURNS, peak_processes=4) == ["idle"]


def test_a_free_threaded_interpreter_has_no_such_lock(suffering):
    assert "gil_bound" not in suffering(**TURNS, gil_enabled=False)


@pytest.mark.parametrize(("contended", "causes"), [(0.9, ["gil_bound"]), (0.1, ["idle"])])
def test_where_the_interpreter_tells_that_decides(suffering, contended, causes):
    assert suffering(**TURNS, gil_contention_ratio=contended) == causes


def test_even_where_they_queue_behind_others(suffering):
    queueing = {**TURNS, "cores_used": 0.3, "run_queue_wait_cores": 1.4, "others_cores": 3.6}
    assert suffering(**queueing, gil_contention_ratio=0.9) == ["disturbed", "gil_bound"]
    assert "gil_bound" not in suffering(**queueing)


def test_one_thread_holds_the_lock_all_the_time_and_is_not_held_by_it(suffering):
    assert suffering(gil_contention_ratio=0.99) == ["cpu_bound"]


def test_uneven_work(suffering, told):
    uneven = {"workers": 2, "cores_used": 1.2, "load_balance_ratio": 0.6}
    assert suffering(**uneven) == ["imbalanced"]
    assert "load balance 0.60" in told("imbalanced", **uneven).message
    assert told("imbalanced", **uneven).explained_ratio == pytest.approx(0.4)


def test_workers_that_hardly_compute_are_neither_even_nor_uneven(suffering):
    assert suffering(workers=2, cores_used=0.1, load_balance_ratio=0.5) == ["idle"]


def test_one_worker_is_never_uneven(suffering):
    assert suffering(workers=1, load_balance_ratio=0.5) == ["cpu_bound"]
