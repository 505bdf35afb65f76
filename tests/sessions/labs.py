"""What tests over nodes run: a workload in `mine.py`, and a suite with a case of it on one cluster, called lab."""

from __future__ import annotations

BURN = """
import time
from workbench.contracts import Workload

class Burn(Workload):
    name = "burn"
    parameters = {"pieces": 8, "begun": ""}

    def run(self, data, context):
        if self.values["begun"]:
            with open(self.values["begun"], "a") as file:
                file.write("call\\n")
        context.map(burn, [0.05] * self.values["pieces"])

def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
"""
"""Each of its pieces takes 0.05 s of CPU time. It says in the file `begun` that a call has begun."""

COUNT = """
from workbench.contracts import Workload

class Count(Workload):
    name = "count"
    parameters = {"pieces": 8, "rounds": 30_000}

    def run(self, data, context):
        context.map(count, [self.values["rounds"]] * self.values["pieces"])

def count(rounds):
    return sum(range(rounds))
"""
ENDLESS = COUNT.replace("30_000", "10**12")

SUITE = """
name = "lab"
[[clusters]]
name = "lab"
{cluster}
[[cases]]
workload = "{workload}"
clusters = ["lab"]
{case}
[measure]
launches = {launches}
warmups = 0
{measure}
"""


def suite(cluster: str, case: str, workload: str = "./mine.py:Burn", *, launches: int = 1, measure: str = "") -> str:
    """`cluster` and `measure` are the lines that say where it is and how to measure; those of the case begin at 9."""
    return SUITE.format(cluster=cluster, case=case, workload=workload, launches=launches, measure=measure)
