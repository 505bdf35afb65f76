"""An asv project as people have them: run as it is, with what it measures, skips and gets wrong."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.errors import ConfigurationError
from workbench.model.trial import FAILED, OK, SKIPPED
from workbench.sessions.asv_projects import benchmark_folder
from workbench.sessions.executing import run_plan
from workbench.sessions.planning import Wish, make_plan

SORTING = '''
"""Benchmarks of sorting."""
import random
import time

from .common import Base


class Sorting(Base):
    params = [[100, 2000], ["random", "sorted"]]
    param_names = ["size", "order"]

    def setup_cache(self):
        return {"prepared": list(range(5000))}

    def setup(self, cache, size, order):
        if size == 100 and order == "sorted":
            raise NotImplementedError("nothing to do")
        self.values = cache["prepared"][:size]
        if order == "random":
            random.Random(1).shuffle(self.values)

    def teardown(self, cache, size, order):
        del self.values

    def time_sort(self, cache, size, order):
        if order == "random":
            assert self.values != sorted(self.values), "setup ran again before each call"
        self.values.sort()

    def track_largest(self, cache, size, order):
        return float(max(self.values))

    track_largest.unit = "items"


def time_short():
    sum(range(50))


def time_long_sleep():
    time.sleep(0.05)


def timeraw_import():
    return "import decimal"


def time_broken():
    raise ValueError("no such luck")


class Memory:
    def peakmem_list(self):
        return [0] * 5_000_000
'''
FILES = {
    "benchmarks/__init__.py": "",
    "benchmarks/common.py": "class Base:\n    timeout = 120\n    repeat = 3\n",
    "benchmarks/sorting.py": SORTING,
    "benchmarks/later/__init__.py": "",
    "benchmarks/later/absent.py": "import a_package_that_is_not_there\ndef time_it(): pass\n",
    "asv.conf.json": '{\n  // where they are\n  "version": 1,\n  "benchmark_dir": "benchmarks"\n}\n',
}


def silent(event: object) -> None:
    """Nobody listens."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "project"


@pytest.fixture
def planned(project, workplace):
    def make(**wishes):
        return make_plan([str(project)], Wish(**wishes), workplace.describe)

    return make


def names(plan) -> list[str]:
    return [planned.case.workload_title for planned in plan.cases]


def test_every_benchmark_and_every_choice_of_its_parameters_is_a_case(planned):
    found = names(planned())
    assert found.count("sorting.Sorting.time_sort") == found.count("sorting.Sorting.track_largest") == 4
    alone = {"time_short", "time_long_sleep", "time_broken", "timeraw_import", "Memory.peakmem_list"}
    assert set(found) - {"sorting.Sorting.time_sort", "sorting.Sorting.track_largest"} == {
        *(f"sorting.{name}" for name in alone),
        "later.absent",
    }
    sizes = {tuple(each.case.parameters.get(name) for name in ("size", "order")) for each in planned().cases}
    assert sizes == {(None, None), (100, "random"), (100, "sorted"), (2000, "random"), (2000, "sorted")}


def asv_seconds(project: Path) -> float:
    """What asv itself makes of the benchmark that sleeps."""
    told = project.parent / "told.json"
    program = (
        "import sys; from asv_runner.run import _run; _run(sys.argv[1:])",
        str(project / "benchmarks"),
        "sorting.time_long_sleep",
        json.dumps({"repeat": 3, "warmup_time": 0.0}),
        "None",
        str(told),
    )
    subprocess.run([sys.executable, "-c", *program], cwd=project.parent, check=True, timeout=60)
    return statistics.median(json.loads(told.read_text())["samples"])


def test_it_runs_as_it_is_and_each_gets_its_outcome(planned, workplace, project):
    plan = planned(launches=1, repeats=3)
    run = run_plan(plan, workplace, silent)
    by_case = {trial.case_id: trial for trial in run.trials}
    found = {}
    for each in plan.cases:
        of = each.case
        found[of.workload_title, of.parameters.get("size"), of.parameters.get("order")] = by_case[of.id]

    sort = found["sorting.Sorting.time_sort", 2000, "random"]
    assert (sort.status, len(sort.wall_seconds), sort.calls_per_repeat) == (OK, 3, None), sort.reason
    assert sort.memory is not None
    assert all("skips these" in (found["sorting.Sorting." + name, 100, "sorted"].reason or "") for name in SKIPPING)
    assert found["sorting.Sorting.time_sort", 100, "sorted"].status == SKIPPED
    largest = found["sorting.Sorting.track_largest", 2000, "sorted"].score
    assert largest is not None
    assert (largest.name, largest.value, largest.higher_is_better) == ("items", 1999.0, False)

    short = found["sorting.time_short", None, None]
    assert (short.calls_per_repeat or 1) > 10
    lasted = [phase.seconds for phase in short.phases if phase.name == "measure"]
    assert short.wall_seconds == pytest.approx([each / short.calls_per_repeat for each in lasted])
    sleeping = found["sorting.time_long_sleep", None, None]
    assert sleeping.calls_per_repeat is None
    assert all(seconds >= 0.05 for seconds in sleeping.wall_seconds)
    own = asv_seconds(project)
    assert 0.8 <= statistics.median(sleeping.wall_seconds) / own <= 1.25
    raw = found["sorting.timeraw_import", None, None]
    assert raw.score is not None
    assert 0 < raw.score.value < min(raw.wall_seconds), "the import alone, without the Python that ran it"

    memory = found["sorting.Memory.peakmem_list", None, None].memory
    assert memory is not None
    assert memory.low_bytes > 5_000_000 * 8
    broken = found["sorting.time_broken", None, None]
    assert (broken.status, broken.reason) == (FAILED, "ValueError in warmup: no such luck")
    absent = found["later.absent", None, None]
    assert absent.status == FAILED
    assert "No module named 'a_package_that_is_not_there'" in (absent.reason or "")


SKIPPING = ("time_sort", "track_largest")


def test_a_suite_names_the_folder_and_which_of_it(project, workplace, tmp_path):
    suite = tmp_path / "mine.toml"
    suite.write_text('name = "mine"\n[[cases]]\nasv = { folder = "project/benchmarks", match = "time_s(hort|ort)" }\n')
    plan = make_plan([str(suite)], Wish(), workplace.describe)
    assert set(names(plan)) == {"sorting.time_short", "sorting.Sorting.time_sort"}
    chosen = make_plan([str(project)], Wish(only="benchmark=*time_short"), workplace.describe)
    assert {each.case.id for each in chosen.cases} <= {each.case.id for each in plan.cases}, (
        "match is no part of a case"
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('asv = "nowhere"', "there is no folder .nowhere."),
        ('asv = { match = "x" }', "`asv` has no `folder`"),
        (
            'asv = { folder = "project/benchmarks", match = "nothing_like_it" }',
            "none of the 14 benchmarks in .* matches",
        ),
        ('asv = "."', "there is no benchmark in"),
        ('asv = { folder = "project/benchmarks", match = "(" }', "no regular expression"),
    ],
)
def test_what_is_wrong_is_told(project, workplace, tmp_path, written, told):
    suite = tmp_path / "mine.toml"
    suite.write_text(f'name = "mine"\n[[cases]]\n{written}\n')
    with pytest.raises(ConfigurationError, match=told):
        make_plan([str(suite)], Wish(), workplace.describe)


def test_the_folder_is_where_the_configuration_says(project):
    expected = str(project / "benchmarks")
    assert benchmark_folder(str(project)) == benchmark_folder(str(project / "asv.conf.json")) == expected
    assert benchmark_folder(expected) == expected
    assert benchmark_folder("ridge-memory") is None
    (project / "asv.conf.json").write_text(json.dumps({"benchmark_dir": 3}))
    with pytest.raises(ConfigurationError, match="no text"):
        benchmark_folder(str(project))
    (project / "asv.conf.json").write_text("{")
    with pytest.raises(ConfigurationError, match="can't be read"):
        benchmark_folder(str(project))
