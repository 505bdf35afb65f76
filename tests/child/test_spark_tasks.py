"""Which cores worked, by tasks as Spark's REST API tells them."""

from __future__ import annotations

import json
import threading
import types
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workbench.child.lent import workers_that_worked
from workbench.child.spark_tasks import SparkTask, TasksSince, by_core, succeeded

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def task(number, host, began, lasted):
    began = DAY + timedelta(milliseconds=began)
    return SparkTask(number, host, began, began + timedelta(milliseconds=lasted))


def told(number, host, millisecond, status="SUCCESS"):
    launched = f"2026-01-01T00:00:01.{millisecond:03d}GMT"
    return {"taskId": number, "host": host, "launchTime": launched, "duration": 10, "status": status}


def amounts(tasks, cores):
    return {key: done.amount for key, done in by_core(tasks, cores).items()}


def test_a_second_core_worked_only_where_two_tasks_ran_at_once():
    in_turn = [task(1, "a", 0, 10), task(2, "a", 10, 10)]
    at_once = [task(1, "a", 0, 10), task(2, "a", 5, 10)]
    assert amounts(in_turn, {"a": 2}) == {("a", 0): 2.0}
    assert amounts(at_once, {"a": 2}) == {("a", 0): 1.0, ("a", 1): 1.0}


def test_an_end_that_was_seen_late_makes_no_core_that_is_not_there():
    assert amounts([task(1, "a", 0, 11), task(2, "a", 10, 10)], {"a": 1}) == {("a", 0): 2.0}


def test_a_host_outside_the_part_is_told():
    found = workers_that_worked({}, by_core([task(1, "a", 0, 9), task(2, "z", 0, 9), task(3, "z", 3, 9)], {"a": 1}))
    assert found == {"a": 1, "z": 1}


@given(
    some.lists(
        some.tuples(some.sampled_from(["a", "b", "c"]), some.integers(0, 200), some.integers(0, 50)), max_size=30
    )
)
def test_every_task_is_counted_once_and_no_host_has_more_cores_than_it_has(drawn):
    cores = {"a": 1, "b": 3}
    found = by_core([task(number, *each) for number, each in enumerate(drawn)], cores)
    assert sum(done.amount for done in found.values()) == len(drawn)
    for host in "abc":
        assert sorted(core for known, core in found if known == host) in [
            list(range(count)) for count in range(cores.get(host, 1) + 1)
        ]


def test_only_what_succeeded_is_work():
    stages = [{"tasks": {"1": told(1, "a", 0), "2": told(2, "a", 0, "FAILED")}}, {"tasks": {"3": told(3, "b", 5)}}]
    found = succeeded(stages)
    assert [(each.id, each.host) for each in found] == [(1, "a"), (3, "b")]
    assert (found[0].ended - found[0].began).total_seconds() == pytest.approx(0.01)


@pytest.fixture
def driver():
    """Spark's web server, as far as it is asked; `stages` is what it tells."""
    found = types.SimpleNamespace(stages=[], asked=[])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            found.asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(found.stages).encode())

        def log_message(self, *given):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    bus = types.SimpleNamespace(waitUntilEmpty=lambda milliseconds: None)
    inner = types.SimpleNamespace(sc=lambda: types.SimpleNamespace(listenerBus=lambda: bus))
    found.context = types.SimpleNamespace(
        uiWebUrl=f"http://10.9.8.7:{server.server_port}", applicationId="app-1", _jsc=inner
    )
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_was_done_before_it_was_first_asked_is_not_the_trials(driver):
    tasks = TasksSince(driver.context, {"a": 1, "b": 1})
    driver.stages.append({"tasks": {"7": told(7, "a", 0)}})
    assert tasks.done() == {}
    driver.stages.append({"tasks": {"8": told(8, "b", 100)}})
    assert {key: done.amount for key, done in tasks.done().items()} == {("b", 0): 1.0}
    assert driver.asked == ["/api/v1/applications/app-1/stages?details=true"] * 2
