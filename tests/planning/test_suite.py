import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import ConfigurationError
from workbench.planning.suite import parse_plan, read_plan

HEAD = 'name = "x"\n[[cases]]\n'


def labels(plan):
    return [planned.case.label() for planned in plan.cases]


def test_a_whole_suite(plan):
    planned = plan(
        """# a question
name = "x"
[[cases]]
workload = "flights"
parameters = { rows = [10, 20] }
solvers = ["sag[slow]", { name = "forest", parameters = { trees = [5, 10] } }]
backends = ["serial", "threading"]
workers = [1, 2]
[measure]
launches = 3
repeats = 2
warmups = 0
timeout = "5m"
time_budget = "1h30m"
sample_interval_seconds = 0.2
seed = 7
"""
    )
    assert labels(planned)[:4] == [
        "flights rows=10 · sag[slow] · serial · 1 worker",
        "flights rows=10 · forest trees=5 · serial · 1 worker",
        "flights rows=10 · forest trees=5 · threading · 1 worker",
        "flights rows=10 · forest trees=5 · threading · 2 workers",
    ]
    assert len(planned.cases) == 2 * (1 + 2 * 3)
    assert planned.measure.timeout_seconds == 300
    assert planned.measure.time_budget_seconds == 5400
    assert (planned.measure.launches, planned.measure.repeats, planned.measure.warmups) == (3, 2, 0)
    assert (planned.measure.seed, planned.measure.sample_interval_seconds) == (7, 0.2)
    assert planned.source.startswith("# a question")
    assert planned.notes == (
        "left out 6 cases: sag[slow] scales with threads, not workers: it runs on serial with 1 worker only",
        "left out 4 cases: serial runs 1 worker at most",
    )
    assert planned.environments == {}


def test_every_complaint_at_once_with_line_and_nearest_name(complaints):
    found = complaints(
        """nam = "x"
[[cases]]
workload = "fligths"
solvers = ["sag"]
worker = [1, 2]
[[cases]]
workload = "flights"
solvers = [
  "forest",
  "florest",
]
workers = [0, 1.5,
  1, 1]
parameters = { rows = "many", row = 3 }
memory_limit = "4 parsecs"
[measure]
launches = "five"
timeout = "5 parsecs"
"""
    )
    text = "\n".join("%s: %s | %s" % one for one in found)
    for expected in (
        "None: the suite has no name",
        "1: unknown key `nam`; did you mean `name`?",
        "3: unknown workload `fligths`; did you mean `flights`?",
        "5: unknown key `worker`; did you mean `workers`?",
        "10: unknown solver `florest`; did you mean `forest`?",
        "12: `workers` holds 0; allowed: whole numbers from 1",
        "12: `workers` holds 1.5",
        "13: `workers` names 1 twice",
        '14: parameter `rows` of `flights` is `"many"`; allowed: a whole number (its default is 1000)',
        "14: unknown parameter of `flights` `row`; did you mean `rows`?",
        '15: `memory_limit` is `"4 parsecs"`; allowed: one of, or a list of, sizes such as',
        '17: `launches` is `"five"`; allowed: a whole number from 1 to',
        "18: `timeout`: '5 parsecs' is not a duration",
    ):
        assert expected in text
    assert [line for line, _, _ in found] == sorted((line for line, _, _ in found), key=lambda line: line or 0)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "no cases"),
        ('name = "x"\ncases = []', None, "no cases"),
        ('name = "x"\ncases = 3', 2, "`cases` is 3"),
        ('name = "../x"\n[[cases]]\nworkload = "waiting"', 1, "`name` is"),
        ("name = 3\n[[cases]]\nworkload = 'waiting'", 1, "`name` is 3"),
        (HEAD, 2, "names no workload"),
        (HEAD + 'workload = "waiting"\ncommand = ["a"]', 4, "only one of them"),
        (HEAD + 'workload = "waiting"\nsolver = "forest"', 4, "takes no solver"),
        (HEAD + 'workload = "flights"', 3, "needs a solver: its task is `classification`"),
        (HEAD + 'workload = "flights"\nsolvers = []', 4, "empty list"),
        (HEAD + 'workload = "flights"\nsolvers = ["forest", "forest"]', 4, "`solvers` names `forest` twice"),
        (HEAD + 'workload = "flights"\nsolver = 3', 4, "a solver is 3"),
        (HEAD + 'workload = "flights"\nsolver = { parameters = {} }', 4, "a solver names no name"),
        (HEAD + 'workload = "flights"\nsolver = "sag[medium]"', 4, "unknown variant of `sag` `medium`"),
        (HEAD + 'workload = "flights"\nsolver = "forest[x]"', 4, "unknown variant of `forest` `x`"),
        (HEAD + 'workload = "flights"\nsolvers = ["sag"]\nsolver_parameters = { C = 1.0 }', 5, "goes with `solver`"),
        (HEAD + 'workload = "flights"\nsolver = "sag"\nsolver_parameters = { C = "x" }', 5, "parameter `C` of `sag`"),
        (HEAD + 'workload = "flights"\nsolver = "sag"\nestimator = "a.B"', 5, "only one of them"),
        (
            HEAD + 'workload = "flights"\nsolver = "odd"',
            4,
            "unknown scales_with of solver `odd`: `thread`; did you mean",
        ),
        (HEAD + 'workload = "ridge"\nsolver = "sag"', 4, "solver `sag[fast]` does not do `regression`"),
        (HEAD + 'workload = "waiting"\nbackends = ["threding"]', 4, "did you mean `threading`?"),
        (HEAD + 'workload = "waiting"\nbackends = [{ nam = "dask" }]', 4, "a backend has no `name`"),
        (HEAD + 'workload = "waiting"\nbackends = [3]', 4, "a backend is 3"),
        (HEAD + 'workload = "waiting"\nbackend = { name = "pool", start_method = "frok" }', 4, "did you mean `fork`?"),
        (HEAD + 'workload = "waiting"\nbackend = { name = "dask", start_method = "fork" }', 4, "has no start methods"),
        (HEAD + 'workload = "waiting"\nbackend = { name = "pool", address = "tcp://x" }', 4, "takes no address"),
        (HEAD + 'workload = "waiting"\nstart_methods = ["fork"]', 4, "none of the backends `serial` has start methods"),
        (HEAD + 'workload = "waiting"\nbackend = "pool"\nstart_methods = ["x"]', 5, "unknown start method of `pool`"),
        (HEAD + 'workload = "waiting"\nworkers = []', 4, "`workers` is an empty list"),
        (HEAD + 'workload = "waiting"\nworkers = "two"', 4, '`workers` is `"two"`'),
        (HEAD + 'workload = "waiting"\nworkers = [2, 4]', 2, "nothing is left to measure here"),
        (HEAD + 'workload = "waiting"\nworkers = 100000', 4, "from 1 to 4096"),
        (HEAD + 'workload = "waiting"\nthreads = 0', 4, "`threads` is 0"),
        (HEAD + 'workload = "waiting"\nparameters = { seconds = nan }', 4, "`seconds` is nan"),
        (HEAD + 'workload = "waiting"\nparameters = { seconds = [1.0, inf] }', 4, "`seconds` holds inf"),
        (HEAD + 'workload = "waiting"\nparameters = { seconds = 1979-05-27 }', 4, "`seconds` is"),
        (HEAD + 'workload = "waiting"\nparameters = { seconds = { a = 1 } }', 4, "`seconds` is"),
        (HEAD + 'workload = "waiting"\nparameters = { seconds = true }', 4, "allowed: a number"),
        (HEAD + 'workload = "waiting"\nparameters = { fast = 1 }', 4, "allowed: true or false"),
        (HEAD + 'workload = "waiting"\nparameters = { mode = 1 }', 4, "allowed: a text"),
        (HEAD + 'workload = "flights"\nsolver="forest"\nparameters = { rows = 1.0 }', 5, "allowed: a whole number"),
        (HEAD + 'workload = "flights"\nsolver="forest"\nparameters = { rows = 13 }', 5, "thirteen is unlucky"),
        (HEAD + 'workload = "flights"\nsolver="forest"\nparameters = { rows = 99999999999999999999 }', 5, "`rows` is"),
        (HEAD + 'workload = "broken"', 3, "can't be used: SyntaxError: bad"),
        (HEAD + "workload = 7", 3, "`workload` is 7"),
        (HEAD + 'function = "waiting"', 3, "a function in a file"),
        (HEAD + 'command = "python train.py"', 3, "allowed: a list of words"),
        (HEAD + 'command = ["true"]\nbackends = ["threading"]', 4, "takes no backend"),
        (HEAD + 'data = { path = "none.csv", target = "y" }', 3, "data file `none.csv` does not exist"),
        (HEAD + 'data = { path = ".", target = "y" }', 3, "is a folder"),
        (HEAD + 'data = { target = "y" }', 3, "`data` has no `path`"),
        (HEAD + 'data = { pth = "x" }', 3, "did you mean `path`?"),
        (HEAD + 'workload = "waiting"\nenvironment = "old"', 4, "unknown environment `old`"),
        (HEAD + 'workload = "waiting"\n[measure]\nlaunches = 0', 5, "`launches` is 0"),
        (HEAD + 'workload = "waiting"\n[measure]\nlaunches = true', 5, "`launches` is true"),
        (HEAD + 'workload = "waiting"\n[measure]\ntimeout_seconds = 0', 5, "`timeout_seconds` is 0"),
        (HEAD + 'workload = "waiting"\n[measure]\ntimeout = 1\ntimeout_seconds = 1', 6, "say the same thing twice"),
        (HEAD + 'workload = "waiting"\n[measure]\ntime_budget = "8d"', 5, "up to 7 days"),
        (
            HEAD + 'workload = "waiting"\n[measure]\nsample_interval_seconds = nan',
            5,
            "`sample_interval_seconds` is nan",
        ),
        (HEAD + 'workload = "waiting"\nbackend = "pool"\nbackends = ["pool"]', 4, "say the same thing twice"),
        ("measure = 3\n" + HEAD + 'workload = "waiting"', 1, "`measure` is 3"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(complaints, text, line, message):
    found = complaints(text)
    assert any(message in said and at == line for at, said, _ in found), found


def test_a_control_character_never_reaches_the_terminal(complaints):
    found = complaints(HEAD + 'workload = "\\u001b[31mred"')
    assert all("\x1b" not in message + remedy for _, message, remedy in found)


def test_the_solvers_that_do_the_task_are_named(complaints):
    assert any(
        "forest, placed, estimator" in remedy
        for _, _, remedy in complaints(HEAD + 'workload = "ridge"\nsolver = "sag"')
    )


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ('name = "x"\nworkers = [1, 2', 2, "not valid TOML: Unclosed array"),
        ('name = "x"\n\nname = "y"', 3, "overwrite"),
        ("a = = 2", 1, "Invalid value, in column 5"),
    ],
)
def test_a_syntax_error_has_its_line(complaints, text, line, sentence):
    [(at, message, _)] = complaints(text)
    assert at == line
    assert sentence in message


def test_too_many_cases_are_refused_before_anything_is_asked(complaints, describe):
    found = complaints(
        HEAD + 'workload = "waiting"\nworkers = [%s]\nthreads = [%s]' % ((str(list(range(1, 200)))[1:-1],) * 2)
    )
    assert any("39601 cases" in message for _, message, _ in found)
    assert describe.rounds == []


def test_a_case_is_the_same_however_its_values_are_written(plan):
    one = plan(HEAD + 'workload = "waiting"')
    two = plan(
        HEAD + 'workload = "waiting"\nparameters = { seconds = 1, mode = "a" }\nbackend = "serial"\nworkers = [1]'
    )
    assert [planned.case.id for planned in one.cases] == [planned.case.id for planned in two.cases]
    assert one.cases[0].case.parameters == {"seconds": 1.0, "fast": False, "mode": "a"}


def test_a_solvers_default_variant_and_parameters_are_not_another_case(plan):
    written = plan(HEAD + 'workload = "flights"\nsolver = "sag[fast]"\nsolver_parameters = { C = 1 }').cases
    left_out = plan(HEAD + 'workload = "flights"\nsolver = "sag"').cases
    assert written[0].case == left_out[0].case
    assert left_out[0].solver.variant == "fast"
    assert left_out[0].solver.name == "sag[fast]"


def test_a_solver_with_its_own_workers_runs_on_own_at_every_worker_count(plan):
    text = HEAD + 'workload = "flights"\nsolver = "boost"\nworkers = [1, 2]\n'
    planned = plan(text + 'backends = ["serial", "threading"]')
    assert [(one.case.backend, one.case.resources.workers) for one in planned.cases] == [("own", 1), ("own", 2)]
    assert planned.notes == ("left out 4 cases: boost starts its own workers: it runs on the backend own only",)
    assert {one.backend.name for one in planned.cases} == {"own"}
    assert plan(text).notes == plan(text + 'backends = ["own"]').notes == ()


@pytest.mark.parametrize(
    ("solver", "key", "resource"), [("sag", "threads", "threads_per_worker"), ("boost", "workers", "workers")]
)
def test_cores_stand_for_as_many_as_this_process_may_use(plan, monkeypatch, solver, key, resource):
    monkeypatch.setattr("workbench.planning.blocks.usable_cores", lambda: 6)
    planned = plan(HEAD + f'workload = "flights"\nsolver = "{solver}"\n{key} = [1, "cores"]')
    assert [getattr(one.case.resources, resource) for one in planned.cases] == [1, 6]


def test_a_solver_that_scales_with_threads_runs_on_serial_for_each_of_them(plan):
    planned = plan(HEAD + 'workload = "flights"\nsolver = "sag"\nthreads = [1, 2]')
    assert [(one.case.backend, one.case.resources.threads_per_worker) for one in planned.cases] == [
        ("serial", 1),
        ("serial", 2),
    ]


def test_the_same_case_twice_is_planned_once_and_told(plan):
    planned = plan('name = "x"\n' + '[[cases]]\nworkload = "waiting"\n' * 3)
    assert len(planned.cases) == 1
    assert planned.notes == ("left out 2 cases: the same case is asked for twice",)


def test_what_a_workload_says_of_itself_is_kept(plan):
    assert plan(HEAD + 'workload = "waiting"').cases[0].known_serial_fraction == 0.05
    assert plan(HEAD + 'workload = "flights"\nsolver = "forest"').cases[0].data_bytes == 8


def test_what_cannot_run_here_is_planned_as_skipped_with_the_reason(plan):
    planned = plan(HEAD + 'workload = "waiting"\nbackends = ["threading", "loky"]')
    assert [case.skip_reason for case in planned.cases] == [None, "needs joblib: pip install joblib"]
    assert plan(HEAD + 'workload = "gone"').cases[0].skip_reason == "needs gone: pip install gone"


def test_start_methods_multiply_where_a_backend_has_them(plan):
    planned = plan(HEAD + 'workload = "waiting"\nbackends = ["threading", "pool"]\nstart_methods = ["spawn", "fork"]')
    assert [(one.case.backend, one.case.start_method) for one in planned.cases] == [
        ("threading", None),
        ("pool", "spawn"),
        ("pool", "fork"),
    ]
    assert plan(HEAD + 'workload = "waiting"\nbackend = "pool"').cases[0].case.start_method == "fork"


def test_a_backend_may_have_an_address_and_start_methods_of_its_own(plan):
    planned = plan(
        HEAD + 'workload = "waiting"\n'
        'backends = [{ name = "dask", address = "tcp://a" }, { name = "pool", start_method = ["spawn"] }]'
    )
    assert [(one.case.address, one.case.start_method) for one in planned.cases] == [("tcp://a", None), (None, "spawn")]


def test_an_estimator_by_its_dotted_path(plan):
    planned = plan(HEAD + 'workload = "ridge"\nestimator = "sklearn.svm.SVR"\nsolver_parameters = { C = [1.0, 2.0] }')
    path = {"path": "sklearn.svm.SVR"}
    assert [one.case.solver for one in planned.cases] == ["estimator"] * 2
    assert [one.case.solver_parameters for one in planned.cases] == [{**path, "C": 1.0}, {**path, "C": 2.0}]
    listed = plan(HEAD + 'workload = "ridge"\nsolvers = [{ estimator = "sklearn.svm.SVR", parameters = { C = 1.0 } }]')
    assert listed.cases[0].case == planned.cases[0].case


def test_a_command_brings_its_own_workers(plan):
    planned = plan(HEAD + 'command = ["python", "my train.py", "--jobs", "{workers}"]\nworkers = [1, 2]')
    assert [(one.case.backend, one.case.resources.workers) for one in planned.cases] == [("own", 1), ("own", 2)]
    assert planned.cases[0].case.parameters == {"command": "python 'my train.py' --jobs {workers}"}
    assert planned.notes == ()


def test_a_command_that_ignores_its_workers_is_told(plan):
    assert "no {workers}" in plan(HEAD + 'command = ["true"]\nworkers = [1, 2]').notes[0]


def test_a_users_data_is_found_beside_the_suite(plan, tmp_path, monkeypatch):
    (tmp_path / "mine.csv").write_text("a,y\n1,2\n")
    text = HEAD + 'data = { path = "mine.csv", target = "y" }\nsolver = "forest"'
    monkeypatch.chdir(tmp_path)
    (planned, *_) = plan(text).cases
    case = planned.case
    assert (case.workload, planned.code_key) == ("table", "hash of the file")
    assert case.parameters == {"path": "mine.csv", "target": "y", "task": ""}
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert plan(text).cases[0].case.parameters["path"] == str(tmp_path / "mine.csv")


def test_plug_ins_are_asked_in_few_rounds_and_nothing_twice(plan, describe):
    plan(
        'name = "x"\n'
        + '[[cases]]\nworkload = "flights"\nsolvers = ["sag", "forest"]\nparameters = { rows = [1, 2] }\n' * 2
    )
    assert len(describe.rounds) <= 2
    asked = [
        (question.reference, tuple(question.parameters.items()))
        for _, questions in describe.rounds
        for question in questions
    ]
    assert len(asked) == len(set(asked))


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, describe, plugins):
    (tmp_path / "latin.toml").write_bytes(b'name = "x"\n# caf\xe9\n')
    (tmp_path / "big.toml").write_bytes(b"# " + b"x" * 1_100_000)
    for name, sentence in (
        ("none.toml", "can't be read: No such file"),
        (".", "can't be read: Is a directory"),
        ("latin.toml", ":2: not UTF-8"),
        ("big.toml", "at most 1000000 bytes"),
    ):
        with pytest.raises(ConfigurationError, match=sentence):
            read_plan(str(tmp_path / name), describe, plugins)


def test_a_suite_file_is_read(tmp_path, describe, plugins):
    (tmp_path / "suite.toml").write_text("\ufeff" + HEAD + 'workload = "waiting"', encoding="utf-8")
    assert labels(read_plan(str(tmp_path / "suite.toml"), describe, plugins))[0].startswith("waiting ")


words = st.one_of(
    st.sampled_from(["name", "cases", "workload", "data", "command", "function", "parameters", "path", "odd key"]),
    st.sampled_from(["solvers", "estimator", "backends", "workers", "threads", "environments", "python"]),
    st.sampled_from(["measure", "launches", "timeout"]),
)
values = st.recursive(
    st.one_of(
        st.integers(),
        st.booleans(),
        st.floats(),
        st.sampled_from(["waiting", "flights", "sag", "loky", "./x.py:f", "x", "", "a\0b", "sag[", "]", "../x.py"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=4)),
    max_leaves=12,
)


def toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join('"%s" = %s' % (key, toml(inner)) for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\0", "\\u0000") + '"'
    return {"True": "true", "False": "false"}.get(repr(value), repr(value))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(document=st.dictionaries(words, values, max_size=5), block=st.dictionaries(words, values, max_size=5))
def test_whatever_is_written_there_is_a_plan_or_complaints(document, block, describe, plugins, tmp_path):
    document["cases"] = [block]
    text = "\n".join('"%s" = %s' % (key, toml(value)) for key, value in document.items())
    try:
        planned = parse_plan(text, str(tmp_path / "suite.toml"), describe, plugins)
    except ConfigurationError as refusal:
        said = str(refusal)
    else:
        said = ""
        assert planned.cases
    assert "\0" not in said
