"""What is said of a Spark master that can't be asked, and what of one that answers."""

from __future__ import annotations

import socket
import types

import pytest

from workbench.clusters import _spark_master as asking
from workbench.clusters._spark_master import SparkWorker, ask_masters, knock, said
from workbench.errors import WorkbenchError


class Thrown:
    """An exception of the JVM."""

    def __init__(self, name, message, cause=None):
        self.name, self.message, self.cause = name, message, cause

    def getClass(self):
        return types.SimpleNamespace(getSimpleName=lambda: self.name)

    def getMessage(self):
        return self.message

    def getCause(self):
        return self.cause


CAUSE = Thrown("SparkException", "Exception thrown in awaitResult: ", Thrown("IOException", "Tag mismatch"))


def test_where_nobody_listens_it_is_told_with_the_address():
    with pytest.raises(WorkbenchError, match=r"no Spark master answers at spark://127\.0\.0\.1:1: ") as caught:
        knock("spark://127.0.0.1:1", [("127.0.0.1", 1)])
    assert "start-master.sh" in caught.value.remedy


def test_a_standby_that_is_down_does_not_matter_where_another_has_the_workers(monkeypatch):
    answers = {"a": ConnectionRefusedError("no"), "b": [SparkWorker("n2", 1, 1, 0), SparkWorker("n1", 2, 1, 0)]}
    monkeypatch.setattr(asking, "_answer", lambda jvm, host, port, settings: answers[host])
    found = ask_masters(None, "spark://a:1,b:1", [("a", 1), ("b", 1)], {})
    assert [worker.host for worker in found] == ["n1", "n2"]


def test_one_of_two_masters_is_enough():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        knock("spark://…", [("127.0.0.1", 1), listening.getsockname()])


def test_who_is_not_let_in_is_told_what_may_be_missing(monkeypatch):
    monkeypatch.setattr(asking, "_answer", lambda jvm, host, port, settings: ValueError("Tag mismatch"))
    with pytest.raises(WorkbenchError, match="at spark://a:1 does not let us in: Tag mismatch") as caught:
        ask_masters(None, "spark://a:1", [("a", 1)], {})
    assert "secret_file" in caught.value.remedy


def test_a_cluster_without_workers_is_one_all_the_same(monkeypatch):
    monkeypatch.setattr(asking, "_answer", lambda jvm, host, port, settings: [])
    assert ask_masters(None, "spark://a:1", [("a", 1)], {}) == []


def test_what_was_thrown_in_the_jvm_is_said_with_its_cause_on_one_line():
    error = Exception("a stack trace\nof many lines")
    error.java_exception = Thrown(
        "SparkException", "could not ask\n\tat some.Class", Thrown("IOException", "Tag mismatch")
    )
    assert said(error) == "SparkException: could not ask; IOException: Tag mismatch"
    assert said(OSError("a\n b")) == "a b"
    assert said(ValueError()) == "ValueError"
    assert len(said(ValueError("x" * 1000))) == 300
