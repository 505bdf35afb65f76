import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.telemetry.balance import Balance, Work

ROOT = (1, 0)


def work(seconds, threads, tree_seconds=None, processes=()):
    """`threads`: (process, whether it is the main thread, CPU seconds)."""
    made = Work()
    made.seconds = seconds
    for number, (process, is_main, used) in enumerate(threads):
        made.add_thread((process, 0), number, is_main, used)
    for process, used in processes:
        made.add_process((process, 0), used)
    made.tree_seconds = sum(used for _, _, used in threads) if tree_seconds is None else tree_seconds
    return made


def balance(*args, workers, **kwargs):
    judged = Balance()
    judged.settle(work(*args, **kwargs), workers, ROOT, last=False)
    return judged


def test_even_threads_are_balanced_and_an_idle_main_thread_is_not_among_them():
    judged = balance(1.0, [(1, True, 0.01), *[(1, False, 0.9)] * 4], workers=4)
    assert judged.ratio() == pytest.approx(1.0)
    assert judged.busy_threads() == 4


def test_the_serial_part_of_the_main_thread_is_no_imbalance():
    assert balance(2.0, [(1, True, 1.0), *[(1, False, 0.25)] * 4], workers=4).ratio() == pytest.approx(1.0)


def test_a_main_thread_that_works_along_is_an_executor():
    """OpenMP: the thread that calls is one of the team."""
    assert balance(1.0, [(1, True, 0.9), *[(1, False, 0.9)] * 3], workers=4).ratio() == pytest.approx(1.0)
    assert balance(1.0, [(1, True, 0.9), *[(1, False, 0.3)] * 3], workers=4).ratio() == pytest.approx(0.5)


def test_workers_that_got_nothing_count_0():
    assert balance(1.0, [(1, True, 0.0), (1, False, 0.9)], workers=4).ratio() == pytest.approx(0.25)


@pytest.mark.parametrize("inner", [1, 4])
def test_processes_are_executors_whatever_threads_they_have(inner):
    """Two processes, one with three times the work of the other, each with so many threads; the root hands it out."""
    threads = [(2, False, 0.9 / inner)] * inner + [(3, False, 0.3 / inner)] * inner
    judged = balance(1.0, [(1, True, 0.3), *threads], workers=2)
    assert judged.ratio() == pytest.approx(0.6 / 0.9)


def test_one_process_that_hosts_all_workers_beside_a_driver_is_judged_by_threads():
    """Spark: a Python driver that polls, and the threads of one JVM."""
    assert balance(1.0, [(1, True, 0.1), *[(2, False, 0.9)] * 4], workers=4).ratio() == pytest.approx(1.0)


def test_a_scheduler_beside_the_workers_is_not_among_the_busiest():
    threads = [(1, True, 0.02), (2, True, 0.1), *[(pid, True, 0.8) for pid in (3, 4, 5, 6)]]
    assert balance(1.0, threads, workers=4).ratio() == pytest.approx(1.0)


def test_what_threads_hid_is_found_in_the_processes_own_count():
    """Threads that ended unseen: the count of the process, less the two ticks that cutting may have added."""
    threads = [(2, True, 0.1), (3, True, 0.9)]
    judged = balance(1.0, threads, workers=2, tree_seconds=1.82, processes=[(2, 0.92), (3, 0.92)])
    assert judged.ratio() == pytest.approx(1.0)


def test_too_much_unseen_is_not_judged():
    assert balance(1.0, [(1, False, 0.5), (1, False, 0.1)], workers=2, tree_seconds=1.2).ratio() is None


def test_nobody_worked():
    judged = balance(1.0, [(1, True, 0.001)], workers=2)
    assert (judged.ratio(), judged.busy_threads()) == (None, 0)


def test_what_another_call_evens_out_is_an_imbalance_all_the_same():
    judged = Balance()
    judged.settle(work(1.0, [(2, True, 0.9), (3, True, 0.3)]), 2, ROOT, last=False)
    judged.settle(work(1.0, [(2, True, 0.3), (3, True, 0.9)]), 2, ROOT, last=False)
    assert judged.ratio() == pytest.approx(0.6 / 0.9)


def test_a_stretch_that_is_too_short_waits_for_more_unless_there_is_nothing_else():
    judged, short = Balance(), work(0.03, [(2, True, 0.03), (3, True, 0.03)])
    assert not judged.settle(short, 2, ROOT, last=False)
    assert judged.ratio() is None
    assert judged.settle(short, 2, ROOT, last=True)
    assert judged.ratio() == pytest.approx(1.0)
    assert not judged.settle(short, 2, ROOT, last=True)


def test_a_helper_that_worked_in_one_call_is_not_counted():
    judged = Balance()
    for threads in (2, 2, 5, 2):
        judged.settle(work(1.0, [(1, False, 0.5)] * threads), 2, ROOT, last=False)
    assert judged.busy_threads() == 2


@given(
    st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.floats(0, 5)), max_size=20),
    st.integers(1, 12),
    st.floats(0.2, 5),
)
def test_it_lies_between_one_worker_alone_and_all_alike(threads, workers, seconds):
    ratio = balance(seconds, threads, workers=workers).ratio()
    assert ratio is None or 1 / workers - 1e-9 <= ratio <= 1 + 1e-9
