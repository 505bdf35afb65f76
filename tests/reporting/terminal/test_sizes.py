import json
import re
from dataclasses import replace

from workbench.model.plan import PlannedCase
from workbench.model.trial import MemoryPeak
from workbench.reporting.assembly import build_report
from workbench.reporting.encoding import to_json
from workbench.reporting.terminal.report import render


def sized(build, parameters=("rows",)):
    """Two backends at five sizes, and one solver at three budgets."""
    base = build.run()
    cases, trials = [], []
    pattern = base.trials[0]
    for rows in (1000, 2000, 4000, 8000, 16_000):
        for backend, seconds in (("serial", rows * 1e-3), ("loky", 4 + rows * 4e-4)):
            case = build.case(backend=backend, rows=rows)
            cases.append((case, 800 * rows))
            for launch in range(4):
                wobble = 1 + 0.002 * ((launch + rows // 1000) % 3)
                peak = MemoryPeak(int(2e8 + 1600 * rows), "pss_sampled", int(2e8 + 1600 * rows), "vmhwm")
                trials.append(
                    replace(
                        pattern,
                        trial_id=f"{case.id}-{launch}",
                        case_id=case.id,
                        launch=launch,
                        wall_seconds=(seconds * wobble,),
                        memory=peak,
                    )
                )
    planned = base.header.plan.cases[0]
    plan = replace(
        base.header.plan,
        cases=tuple(PlannedCase(case, planned.workload, planned.backend, data_bytes=data) for case, data in cases),
    )
    return replace(base, header=replace(base.header, plan=plan), trials=tuple(trials))


def test_a_run_that_varies_a_size_says_how_time_and_memory_grow(build):
    told = render(build_report(sized(build)), 120)
    assert "\nSizes\n" in told
    assert "flights over rows: sklearn.LogisticRegression[lbfgs]\n" in told
    assert "Time grows as n with n = rows" in told
    assert re.search(r"Peak memory is 2\.0+× \[(2\.0|1\.9)\d*, 2\.0\d*\] the data", told)
    assert "Break-even" in told
    assert "overtakes sklearn.LogisticRegression[lbfgs] from rows = 6," in told


def test_it_fits_a_narrow_terminal(build):
    told = render(build_report(sized(build)), 60)
    assert max(map(len, told.splitlines())) <= 60


def test_a_run_that_varies_none_says_nothing_of_sizes(run):
    assert "\nSizes\n" not in render(build_report(run), 100)


def test_json_holds_laws_crossings_and_their_sentences(build):
    sizes = json.loads(to_json(build_report(sized(build))))["sizes"]
    first = sizes["series"][0]
    assert first["times"][0]["selected"] == "n"
    assert first["memory"]["largest"]["low"] > 0
    assert first["sentences"][0].startswith("Time grows as n")
    assert {each["counted"] for each in sizes["crossings"]} == {"with_start_up", "call"}
    assert all(each["sentence"] for each in sizes["crossings"])
    assert sizes["curves"] == []
