"""What docs/snippets.md says of each listing is what happens; the mended ones run, and give what the others did not."""

import contextlib
import importlib.util
import math
import re
import sys
from pathlib import Path

import pytest

import workbench
from workbench.contracts import Context

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "suites" / "snippets"
PAGE = ROOT / "docs" / "snippets.md"
IN_ENVIRONMENTS = {
    "parallel_post_fit": "dask-ml",
    "incremental_forest": "dask-ml",
    "dask_kmeans": "dask-ml",
    "h2o_gbm": "h2o",
}
FILES = sorted(FOLDER.glob("*.py"))
ROW = re.compile(r"^\| \[.*\]\(#([\w-]+)\) \| (.*?) \| (.*?) \|", re.MULTILINE)


def told():
    """Name of the file → what the page says of the listing as printed, and mended."""
    rows = ROW.findall(PAGE.read_text(encoding="utf-8").replace("\\", ""))
    return {name.replace("-", "_"): (printed, mended) for name, printed, mended in rows}


def load(path):
    spec = importlib.util.spec_from_file_location(f"snippet_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def outcome(version, folder):
    """(`runs` or the name of what was raised, the score)."""
    folder.mkdir()
    workload = version()
    context = Context(
        1, 1, 0, str(folder), lambda work, items: list(map(work, items)), lambda _: contextlib.nullcontext()
    )
    workload.prepare(str(folder))
    data = workload.load(str(folder))
    try:
        return "runs", workload.score(data, workload.run(data, context))
    except Exception as error:  # what a listing raises is its outcome
        return type(error).__name__, None


def test_every_file_is_in_the_suite_in_both_versions_and_on_the_page():
    suite = (FOLDER / "snippets.toml").read_text(encoding="utf-8")
    named = re.findall(r'^workload = "\./(\w+)\.py:(\w+)"$', suite, re.MULTILINE)
    assert sorted(named) == sorted((path.stem, version) for path in FILES for version in ("AsPrinted", "Mended"))
    assert sorted(told()) == [path.stem for path in FILES]


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.stem not in IN_ENVIRONMENTS], ids=lambda path: path.stem
)
@pytest.mark.filterwarnings("ignore")
def test_a_listing_does_what_the_page_says(path, tmp_path):
    module = load(path)
    printed, mended = told()[path.stem]
    came_to, score = outcome(module.AsPrinted, tmp_path / "printed")
    assert printed.startswith(came_to)
    now, better = outcome(module.Mended, tmp_path / "mended")
    assert (now, mended[:4]) == ("runs", "runs")
    assert math.isfinite(better)
    assert score is None or better >= score - 1e-3


@pytest.mark.systems
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("environment", sorted(set(IN_ENVIRONMENTS.values())))
def test_a_listing_in_an_environment_does_what_the_page_says(environment, tmp_path):
    found = workbench.run(
        str(FOLDER / "snippets.toml"), only=f"environment={environment}", results=str(tmp_path / "results")
    )
    planned = {each.case.id: each.workload for each in found.run.header.plan.cases}
    for trial in found.run.trials:
        workload = planned[trial.case_id]
        printed, mended = told()[Path(workload.path).stem]
        if workload.attribute == "Mended":
            assert (trial.status, mended[:4]) == ("ok", "runs"), trial.reason
        else:
            assert printed.startswith("runs" if trial.status == "ok" else trial.reason.split()[0])
