"""Every importer: what it makes of its own program's file, and how it refuses what is none."""

from __future__ import annotations

import gzip
import json
import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench import registry
from workbench.errors import ConfigurationError
from workbench.importers import _documents
from workbench.model.imported import LAUNCHES, MACHINE, MEMORY, TIME_OF_DAY
from workbench.model.run import Revision
from workbench.model.trial import FAILED, OK, SKIPPED

NAMES = sorted(registry.catalogue("importer"))
ITS_FILE = {
    "asv": "asv/vm/f8c550f7-existing-py_usr_bin_python3.json",
    "google-benchmark": "google-benchmark.json",
    "hyperfine": "hyperfine.json",
    "pyperf": "pyperf.json",
    "pytest-benchmark": "pytest-benchmark.json",
}
every_importer = pytest.mark.parametrize("name", NAMES)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def read(name, path):
    return registry.load(registry.resolve("importer", name))().read(str(path))


def shape(run):
    return {
        (case.name, *case.parameters.values()): [(launch.status, len(launch.wall_seconds)) for launch in case.launches]
        for case in run.cases
    }


def test_every_run_of_hyperfine_is_a_launch(files):
    (run,) = read("hyperfine", files / "hyperfine.json")
    command = 'sh -c "exit 0; {n}"'
    assert shape(run) == {(name, n): [(OK, 1)] * 4 for name in (command, "true") for n in "12"}
    assert run.cases[0].launches[0].wall_seconds == (0.000756273,)
    assert set(run.origin.unknown) == {MACHINE, MEMORY, TIME_OF_DAY}
    assert (run.machine.cpu_model, run.machine.usable_cpus, run.machine.memory_bytes) == ("unknown", 0, 0)


def test_runs_of_hyperfine_that_failed_or_could_not_be_resolved_are_no_times(files):
    (run,) = read("hyperfine", files / "hyperfine-failing.json")
    assert shape(run) == {("named",): [(FAILED, 1)] * 3, ("true",): [(SKIPPED, 0)] * 3}
    assert run.cases[0].launches[0].reason == "ended with exit code 1"
    assert "hyperfine -N" in run.cases[1].launches[0].reason


def test_hyperfines_memory_is_kept_where_it_tells_it(broken):
    def remember(document):
        for result in document["results"]:
            result["memory_usage_byte"] = [1 << 20] * 4

    (run,) = read("hyperfine", broken("hyperfine.json", remember))
    assert {launch.largest_process_bytes for case in run.cases for launch in case.launches} == {1 << 20}
    assert MEMORY not in run.origin.unknown


def test_every_worker_of_pyperf_is_a_launch_and_calibration_is_none(files):
    (run,) = read("pyperf", files / "pyperf.json")
    assert shape(run) == {("sort",): [(OK, 3)] * 3, ("sum",): [(OK, 3)] * 3}
    first = run.cases[0].launches[0]
    assert first.wall_seconds[0] == 3.633947338865795e-05
    assert first.largest_process_bytes == 19701760
    assert run.created_at == min(launch.started_at for case in run.cases for launch in case.launches)
    assert run.origin.unknown == ()
    assert (run.machine.id, run.machine.cpu_model, run.machine.usable_cpus) == ("vm", "AMD EPYC", 2)
    assert run.machine.system == "Linux"
    assert run.interpreter.version == "3.11.7"


def test_what_pyperf_did_not_time_is_left_out_and_told(broken):
    def weigh(document):
        document["benchmarks"][0]["metadata"]["unit"] = "byte"

    (run,) = read("pyperf", broken("pyperf.json", weigh))
    assert [case.name for case in run.cases] == ["sum"]
    assert any("1 of 2 benchmarks" in note for note in run.notes)


def test_a_packed_file_is_read(files, tmp_path):
    path = tmp_path / "pyperf.json.gz"
    path.write_bytes(gzip.compress((files / "pyperf.json").read_bytes()))
    (run,) = read("pyperf", path)
    assert run.name == "pyperf"


def test_rounds_of_pytest_benchmark_are_repeats_of_one_launch(files):
    (run,) = read("pytest-benchmark", files / "pytest-benchmark.json")
    assert shape(run) == {
        ("test_b.py::test_sort", 100): [(OK, 4)],
        ("test_b.py::test_sort", 1000): [(OK, 4)],
        ("test_b.py::test_sum",): [(OK, 5)],
    }
    assert LAUNCHES in run.origin.unknown
    assert any("no interval" in note for note in run.notes)
    assert run.revision == Revision("9baad741ba9b4c34bfaf28669bc2626a929b573f", False)
    assert (run.machine.cpu_model, run.machine.usable_cpus, run.machine.memory_bytes) == ("AMD EPYC", 2, 0)


def test_rounds_that_were_not_saved_are_told(files):
    (run,) = read("pytest-benchmark", files / "pytest-benchmark-saved.json")
    assert run.cases[0].launches[0].wall_seconds == (5.393000265030423e-07,)
    assert any("3 tests" in note for note in run.notes)


def test_repetitions_of_google_benchmark_are_repeats_of_one_launch(files):
    (run,) = read("google-benchmark", files / "google-benchmark.json")
    assert shape(run) == {
        ("BM_sort", 1024, 1): [(OK, 3)],
        ("BM_sort", 1024, 2): [(OK, 3)],
        ("BM_copy/4096/min_time:0.100",): [(OK, 1)],
        ("BM_load",): [(OK, 1)],
        ("BM_broken",): [(FAILED, 0)],
    }
    assert run.cases[0].launches[0].wall_seconds == pytest.approx((12.5e-6, 12e-6, 14e-6))
    assert run.cases[3].launches[0].wall_seconds == pytest.approx((2e-3,))
    assert run.cases[4].launches[0].reason == "no such file"
    assert {LAUNCHES, MEMORY} == set(run.origin.unknown)
    assert run.created_at == 1795267800.0


@pytest.mark.parametrize("where", ["asv", "asv/vm", ITS_FILE["asv"]])
def test_samples_of_asv_are_repeats_of_one_launch(files, where):
    (run,) = read("asv", files / where)
    sort = "bench.Sorting.time_sort"
    assert shape(run) == {
        (sort, 100, "up"): [(OK, 8)],
        (sort, 100, "down"): [(OK, 8)],
        (sort, 1000, "up"): [(OK, 8)],
        (sort, 1000, "down"): [(SKIPPED, 0)],
        ("bench.time_broken",): [(FAILED, 0)],
        ("bench.time_sum",): [(OK, 6)],
    }
    assert list(run.cases[0].parameters) == (["n", "order"])
    assert run.cases[0].launches[0].largest_process_bytes == 36265984
    assert run.revision.commit.startswith("f8c550f7")
    assert any("1 of 5 benchmarks" in note for note in run.notes)
    assert (run.machine.id, run.machine.memory_bytes, run.machine.usable_cpus) == ("vm", 25276502016, 2)


def test_asv_without_its_list_of_benchmarks_goes_by_their_names(files, tmp_path):
    shutil.copy(files / ITS_FILE["asv"], tmp_path / "alone.json")
    (run,) = read("asv", tmp_path / "alone.json")
    assert list(run.cases[0].parameters) == ["parameter_1", "parameter_2"]
    assert len(run.cases) == 6


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        (
            "hyperfine",
            lambda d: d["results"][0].update(times=[1, -1, "x", float("nan")]) or d["results"][1].pop("command"),
            ["results[0].times[1] is -1", "results[0].times[2] is 'x'", "results[0].times[3]", "no 'command'"],
        ),
        ("hyperfine", lambda d: d["results"][0].update(exit_codes=[0]), ["1 entries for 4 times"]),
        ("hyperfine", lambda d: {"results": {}}, ["results is an object", "no results"]),
        ("hyperfine", lambda d: d["results"][2].update(times=[]), ["results[2] has no times"]),
        ("pyperf", lambda d: d["benchmarks"][0]["runs"][1].update(values=7), ["benchmarks[0].runs[1].values is 7"]),
        ("pyperf", lambda d: d["benchmarks"][0]["metadata"].pop("name"), ["no metadata.name"]),
        ("pyperf", lambda d: d["benchmarks"][0].update(runs=[]), ["benchmarks[0] has no values"]),
        (
            "pytest-benchmark",
            lambda d: d["benchmarks"][0].pop("stats") and d.update(datetime="soon"),
            ["no 'stats'", "datetime is 'soon'"],
        ),
        ("google-benchmark", lambda d: d["benchmarks"][0].update(time_unit="h"), ["time_unit is 'h'", "ns, us, ms, s"]),
        ("google-benchmark", lambda d: d.update(benchmarks=[3]), ["benchmarks[0]"]),
        ("asv", lambda d: d.update(version=1), ["version 1", "asv update"]),
        (
            "asv",
            lambda d: d["results"]["bench.time_sum"].__setitem__(0, [1, 2]),
            ["results['bench.time_sum'] has 2 results for 1 "],
        ),
        (
            "asv",
            lambda d: d["results"].update(big=[None, [["1"] * 1000] * 4]),
            ["results['big'] has more than 100,000 combinations"],
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(name, change, told, broken):
    path = broken(ITS_FILE[name], change)
    with pytest.raises(ConfigurationError) as raised:
        read(name, path)
    for part in told:
        assert part in str(raised.value)
    assert all(complaint.file == path for complaint in raised.value.complaints)


def test_complaints_of_every_file_in_a_folder_come_at_once(broken, tmp_path):
    for name in ("a.json", "b.json"):
        broken("hyperfine.json", lambda document: {"results": 1}, name)
    with pytest.raises(ConfigurationError) as raised:
        read("hyperfine", tmp_path)
    assert {os.path.basename(complaint.file) for complaint in raised.value.complaints} == {"a.json", "b.json"}


def test_very_many_complaints_are_counted(broken):
    with pytest.raises(ConfigurationError) as raised:
        read("hyperfine", broken("hyperfine.json", lambda d: d["results"][0].update(times=["x"] * 5000)))
    assert len(raised.value.complaints) == _documents.MOST_COMPLAINTS + 1
    assert "more complaints" in str(raised.value)


@every_importer
@pytest.mark.parametrize(
    "text", ["", "[", "null", "[]", "{}", "[" * 100_000, '{"results": ' + "9" * 5000 + "}", "\x00\xff", "cos\nsystem\n"]
)
def test_what_is_no_file_of_that_program_is_refused(name, text, tmp_path):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ConfigurationError, match=r"x\.json"):
        read(name, tmp_path / "x.json")


@every_importer
def test_pipes_missing_and_empty_folders_are_refused_at_once(name, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").mkdir()
    for path in ("pipe", "nowhere", "empty"):
        with pytest.raises(ConfigurationError, match=path):
            read(name, tmp_path / path)


@every_importer
def test_a_file_that_is_too_large_is_refused_also_when_packed(name, tmp_path, monkeypatch):
    monkeypatch.setattr(_documents, "LARGEST_FILE_BYTES", 1000)
    (tmp_path / "large.json").write_bytes(gzip.compress(b" " * 100_000))
    with pytest.raises(ConfigurationError, match="is larger than"):
        read(name, tmp_path / "large.json")


@every_importer
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_a_file_with_any_part_replaced_is_read_or_refused(name, data, tmp_path, files):
    document = json.loads((files / ITS_FILE[name]).read_text())
    holder, key = data.draw(st.sampled_from(list(places(document))))
    holder[key] = data.draw(ANY_JSON)
    path = tmp_path / "any.json"
    path.write_text(json.dumps(document))
    try:
        runs = read(name, path)
    except ConfigurationError as error:
        assert {complaint.file for complaint in error.complaints} <= {str(path), None}  # noqa: PT017
        return
    for run in runs:
        assert run.cases
        assert all(case.launches for case in run.cases)


def places(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from places(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value[:3]):
            yield value, index
            yield from places(inner)
