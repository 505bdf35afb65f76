"""What is made of the answers of a Spark driver's REST API."""

from __future__ import annotations

from workbench.clusters._spark_figures import figures
from workbench.contracts import EngineFigure


def executor(name, host, **changes):
    told = {
        "id": name,
        "hostPort": f"{host}:40000",
        "isActive": True,
        "memoryUsed": 100,
        "diskUsed": 0,
        "completedTasks": 4,
        "failedTasks": 0,
        "totalDuration": 1500,
        "totalGCTime": 20,
        "totalInputBytes": 0,
        "totalShuffleRead": 7,
        "totalShuffleWrite": 9,
        "maxMemory": 10**9,
        "memoryMetrics": {"usedOnHeapStorageMemory": 100, "totalOnHeapStorageMemory": 10**9},
    }
    return {**told, **changes}


def values(answer):
    return {name: value for name, value, _ in answer}


def test_a_node_has_the_sum_of_its_executors_and_no_node_the_drivers():
    peaks = {"JVMHeapMemory": 5000, "MajorGCCount": 2}
    told = figures(
        ["10.0.0.1", "10.0.0.2"],
        [
            executor("driver", "10.0.0.9", completedTasks=0, peakMemoryMetrics=peaks),
            executor("0", "10.0.0.1"),
            executor("1", "10.0.0.1", completedTasks=3),
            executor("2", "10.0.0.2"),
            executor("3", "10.0.0.3"),
        ],
        [{"memoryBytesSpilled": 10, "diskBytesSpilled": 1}, {"memoryBytesSpilled": 5, "diskBytesSpilled": 0}],
    )
    assert set(told) == {"", "10.0.0.1", "10.0.0.2"}
    assert EngineFigure("completedTasks", 7.0, True) in told["10.0.0.1"]
    assert EngineFigure("memoryMetrics.usedOnHeapStorageMemory", 200.0) in told["10.0.0.1"]
    assert EngineFigure("totalShuffleRead", 7.0, True) in told["10.0.0.2"]
    assert "maxMemory" not in values(told["10.0.0.2"])
    driver = values(told[""])
    assert driver["peakMemoryMetrics.JVMHeapMemory"] == 5000.0
    assert (driver["memoryBytesSpilled"], driver["diskBytesSpilled"]) == (15.0, 1.0)
    assert not [name for name in driver if "MajorGC" in name]


def test_of_an_executor_that_is_gone_only_what_it_did_counts():
    told = figures(["a"], [executor("0", "a", isActive=False), executor("1", "a", memoryUsed=30)], [])
    assert values(told["a"])["completedTasks"] == 8.0
    assert values(told["a"])["memoryUsed"] == 30.0


def test_a_node_without_an_executor_is_told():
    assert figures(["a"], [executor("driver", "b")], [])["a"] == "Spark tells of no executor there"


def test_peaks_that_an_executor_has_not_told_yet_are_left_out():
    told = figures(["a"], [executor("0", "a", peakMemoryMetrics={"JVMHeapMemory": 0, "JVMOffHeapMemory": 0})], [])
    assert not [name for name in values(told["a"]) if name.startswith("peak")]
