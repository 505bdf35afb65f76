"""`[[clusters]]`, and cases on them: read, multiplied, and held against what the clusters have."""

from __future__ import annotations

import pytest

from workbench.errors import ConfigurationError, WorkbenchError
from workbench.model.cluster import Access, ClusterNode, PartAsked, Survey
from workbench.model.job_queue import JobRequest
from workbench.model.plan import OURS
from workbench.planning.clustering import ClusterReach, parse_cluster
from workbench.planning.suite import parse_plan

HEAD = 'name = "s"\n[[clusters]]\nname = "lab"\ndask = "tcp://10.0.0.1:8786"\n[[cases]]\nworkload = "waiting"\n'


class Asked:
    """A cluster that answers as it is told to, and remembers what it was asked."""

    def __init__(self, **answer):
        self.answer = answer
        self.rounds = []

    def __call__(self, access, parts, environment):
        self.rounds.append((access, parts, environment))
        return Survey(**{"refusals": (None,) * len(parts), **self.answer})


@pytest.fixture
def plan_on(tmp_path, describe, plugins):
    def parse(text, survey=None, **reach):
        reach = ClusterReach(survey or Asked(), **reach)
        return parse_plan(text, str(tmp_path / "suite.toml"), describe, plugins, reach=reach)

    return parse


def said(plan_on, text, survey=None):
    with pytest.raises(ConfigurationError) as caught:
        plan_on(text, survey)
    return [(one.line, one.message) for one in caught.value.complaints]


def test_nodes_and_workers_per_node_multiply(plan_on):
    plan = plan_on(HEAD + 'clusters = ["lab"]\nnodes = [1, 2]\nworkers_per_node = [1, 3]')
    found = [(each.case.resources.nodes, each.case.resources.workers) for each in plan.cases]
    assert found == [(1, 1), (1, 3), (2, 2), (2, 6)]
    assert {(each.case.backend, each.case.cluster, each.cluster.name) for each in plan.cases} == {
        ("dask", "lab", "dask")
    }
    assert plan.clusters == {"lab": Access("dask", "tcp://10.0.0.1:8786")}


def test_a_block_may_run_here_and_on_a_cluster(plan_on):
    plan = plan_on(HEAD + 'backends = ["pool"]\nworkers = [1, 4]\nclusters = ["lab"]\nnodes = 2')
    assert [(each.case.cluster, each.case.resources.nodes, each.case.resources.workers) for each in plan.cases] == [
        (None, 1, 1),
        (None, 1, 4),
        ("lab", 2, 2),
    ]


def own_places(plan_on, solver, more):
    text = HEAD.replace('"waiting"', '"flights"') + 'clusters = ["lab"]\nnodes = [1, 2]\nsolver = "%s"\n%s' % (
        solver,
        more,
    )
    plan = plan_on(text)
    return plan.notes, [
        (each.case.backend, each.case.cluster, each.case.resources.nodes, each.case.resources.workers)
        for each in plan.cases
    ]


def test_a_solver_with_workers_of_its_own_runs_on_clusters_of_its_engine(plan_on):
    on_lab = [("own", "lab", 1, 1), ("own", "lab", 2, 2)]
    assert own_places(plan_on, "afield", "") == ((), on_lab)
    here = [("own", None, 1, 1), ("own", None, 1, 4)]
    assert own_places(plan_on, "afield", 'backends = ["own"]\nworkers = [1, 4]') == ((), here + on_lab)


def test_one_that_knows_no_clusters_is_left_out_there(plan_on):
    said = "left out 2 cases: boost starts its own workers: it runs on the backend own only"
    with pytest.raises(ConfigurationError, match="nothing is left to measure here: left out 2 cases: boost"):
        own_places(plan_on, "boost", "")
    assert own_places(plan_on, "boost", 'backends = ["own"]') == ((said,), [("own", None, 1, 1)])


def test_cases_on_this_machine_are_as_they_were(plan, plan_on):
    text = 'name = "s"\n[[cases]]\nworkload = "waiting"\nbackends = ["pool"]\nworkers = [1, 2]'
    assert [each.case.id for each in plan(text).cases] == ["99831d1fcc69", "fd59d313f3d8"]
    assert plan_on(text).clusters == {}


def test_where_a_cluster_listens_is_no_part_of_a_case_and_its_name_is(plan_on):
    elsewhere = HEAD.replace("10.0.0.1", "10.9.9.9")
    renamed = HEAD.replace('"lab"', '"farm"')
    one, same, other = (
        plan_on(head + 'clusters = ["%s"]' % name).cases[0].case.id
        for head, name in ((HEAD, "lab"), (elsewhere, "lab"), (renamed, "farm"))
    )
    assert one == same
    assert one != other


def test_what_grows_grows_with_all_workers(plan_on):
    plan = plan_on(HEAD + 'clusters = "lab"\nnodes = [1, 2]\nworkers_per_node = 2\ngrows = ["seconds"]')
    assert [each.case.parameters["seconds"] for each in plan.cases] == [2.0, 4.0]


def test_every_part_is_asked_for_once(plan_on):
    survey = Asked()
    plan_on(HEAD + 'clusters = ["lab"]\nnodes = [1, 2]\nparameters = { seconds = [1.0, 2.0] }', survey)
    ((access, parts, environment),) = survey.rounds
    assert (access.address, parts, environment) == ("tcp://10.0.0.1:8786", (PartAsked(1, 1), PartAsked(2, 2)), OURS)


def test_a_cluster_at_an_address_is_asked_too(plan_on):
    survey = Asked()
    plan_on('name = "s"\n[[cases]]\nworkload = "waiting"\nbackends = [{ name = "dask", address = "tcp://a" }]', survey)
    assert [(access, parts) for access, parts, _ in survey.rounds] == [(Access("dask", "tcp://a"), (PartAsked(1),))]


def test_a_cluster_that_is_too_small_is_told_at_the_nodes(plan_on):
    survey = Asked(refusals=(None, "it has 1 node"))
    assert said(plan_on, HEAD + 'clusters = ["lab"]\nnodes = [1, 2]', survey) == [(8, "cluster `lab`: it has 1 node")]


def test_a_cluster_that_does_not_answer_is_told_at_its_entry(plan_on):
    survey = Asked(error="nobody answers")
    assert said(plan_on, HEAD + 'clusters = ["lab"]', survey) == [(2, "cluster `lab` can't be used: nobody answers")]


def test_other_versions_on_a_node_are_listed(plan_on):
    here = {"python": "3.11.2", "numpy": "2.1.0", "scikit-learn": "1.6.0"}
    alike = ClusterNode("a", "a", 1, "a", versions={**here, "python": "3.11.9"})
    unlike = ClusterNode("b", "b", 1, "bee", versions={"python": "3.12.1", "numpy": "2.1.0"})
    messages = [
        message
        for _, message in said(plan_on, HEAD + 'clusters = ["lab"]', Asked(nodes=(alike, unlike), versions=here))
    ]
    assert messages == [
        "cluster `lab`: python is 3.11.2 in environment default, and 3.12.1 on bee",
        "cluster `lab`: scikit-learn is 1.6.0 in environment default, and missing on bee",
    ]


def test_nothing_is_asked_while_something_is_wrong_with_the_suite(plan_on):
    survey = Asked()
    said(plan_on, HEAD + 'clusters = ["lab", "labb"]\nnodes = 0', survey)
    assert survey.rounds == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (HEAD + 'clusters = ["labb"]', (7, "unknown cluster `labb`; did you mean `lab`?")),
        (HEAD + "nodes = 2", (7, "`nodes` goes with a cluster")),
        (HEAD + "workers_per_node = 2", (7, "`workers_per_node` goes with a cluster")),
        (
            HEAD + 'clusters = ["lab"]\nworkers = 2',
            (8, "on a cluster, workers are `nodes` times `workers_per_node`"),
        ),
        (HEAD.replace("dask =", "dusk ="), (4, "unknown key `dusk`; did you mean `dask`?")),
        (HEAD.replace('name = "lab"\n', ""), (2, "a cluster has no `name`")),
        (HEAD.replace('"lab"', '"l b"'), (3, "a cluster can't be called `l b`")),
        (
            HEAD.replace("dask =", 'practice = "x"\ndask ='),
            (4, "[[clusters]] has `dask` and `practice`; only one of them may stand"),
        ),
        (HEAD.replace("dask =", 'token_file = "no/such"\ndask ='), (4, "there is no file `no/such` for `token_file`")),
    ],
)
def test_what_is_wrong_is_told_with_its_line(plan_on, text, complaint):
    found = said(plan_on, text)
    assert any(line == complaint[0] and message.startswith(complaint[1]) for line, message in found), found


def test_limits_can_not_be_put_on_a_clusters_workers(plan_on):
    (case,) = plan_on(HEAD + 'clusters = ["lab"]\ncpu_limit = 0.5').cases
    assert "limits can't be put on the workers of a cluster" in case.skip_reason


def test_files_are_found_from_the_suites_folder(plan_on, tmp_path):
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (tmp_path / name).write_text("")
    tls = 'tls = { ca = "ca.pem", cert = "./cert.pem", key = "key.pem" }\n[[cases]]'
    access = plan_on(HEAD.replace("[[cases]]", tls) + 'clusters = ["lab"]').clusters["lab"]
    found = (access.tls_ca, access.tls_cert, access.tls_key)
    assert found == tuple(str(tmp_path / name) for name in ("ca.pem", "cert.pem", "key.pem"))


def test_the_command_line_says_where_a_cluster_is(plan_on):
    named = dict([parse_cluster("lab=dask:tcp://[::1]:8786", ["dask"])])
    assert plan_on(HEAD + 'clusters = ["lab"]', named=named).clusters == {"lab": Access("dask", "tcp://[::1]:8786")}
    without = 'name = "s"\n[[cases]]\nworkload = "waiting"\nclusters = ["lab"]'
    assert plan_on(without, named=named).cases[0].case.cluster == "lab"


@pytest.mark.parametrize("text", ["lab", "lab=dask", "lab=dask:", "=dask:a", "lab=dusk:a"])
def test_a_cluster_on_the_command_line_that_is_none(text):
    with pytest.raises(ValueError, match=r"NAME=ENGINE:ADDRESS|no engine; there are dask"):
        parse_cluster(text, ["dask"])


@pytest.mark.parametrize("value", ['{ profile = "lab" }', '"lab"'])
def test_engines_are_named_by_their_profile(plan_on, value):
    plan = plan_on(HEAD.replace('dask = "tcp://10.0.0.1:8786"', "ipyparallel = " + value))
    assert plan.clusters == {"lab": Access("ipyparallel", "lab")}


def test_a_cluster_that_no_case_uses_is_kept_for_a_farm_and_not_asked(plan_on):
    survey = Asked(error="nobody answers")
    assert plan_on(HEAD, survey).clusters == {"lab": Access("dask", "tcp://10.0.0.1:8786")}
    assert survey.rounds == []


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("{}", (4, "`ipyparallel` names no `profile`")),
        ('{ profil = "lab" }', (4, "unknown key `profil`; did you mean `profile`?")),
        ("4", (4, "`ipyparallel` is 4; allowed: a text that is not empty")),
    ],
)
def test_engines_without_a_profile_are_told(plan_on, value, complaint):
    found = said(plan_on, HEAD.replace('dask = "tcp://10.0.0.1:8786"', "ipyparallel = " + value))
    assert any((line, message.startswith(complaint[1])) == (complaint[0], True) for line, message in found), found


JOBS = HEAD.replace('dask = "tcp://10.0.0.1:8786"', "slurm = { %s }")


def test_a_cluster_that_jobs_bring_up_is_as_large_as_the_largest_part_of_it(plan_on):
    survey = Asked()
    case = 'clusters = ["lab"]\nnodes = [1, 4]\nworkers_per_node = [2, 3]'
    plan = plan_on(JOBS % 'partition = "short", memory_per_node = "8GB", walltime = "2h", wait = "30m"' + case, survey)
    jobs = JobRequest(
        "slurm",
        "short",
        memory_bytes=8 * 10**9,
        walltime_seconds=7200.0,
        wait_seconds=1800.0,
        nodes=4,
        workers_per_node=3,
    )
    assert plan.clusters == {"lab": Access("dask", "jobs of slurm", jobs=jobs)}
    assert {(each.case.backend, each.cluster.name) for each in plan.cases} == {("dask", "dask")}
    assert [access for access, _, _ in survey.rounds] == [plan.clusters["lab"]]


def test_what_is_asked_of_jobs_is_no_part_of_a_case(plan_on):
    one, other = (plan_on(JOBS % settings + 'clusters = ["lab"]') for settings in ("", 'partition = "long"'))
    assert [each.case.id for each in one.cases] == [each.case.id for each in other.cases]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ('queue = "short"', "unknown key `queue`"),
        ("partition = 4", "`partition` is 4"),
        ('memory_per_node = "much"', "`memory_per_node` is"),
        ('wait = "soon"', "`wait`: "),
        ('directives = "-a\\n-b"', "`directives` holds a text of several lines"),
        ('exclusive = "yes"', "`exclusive` is"),
    ],
)
def test_what_is_wrong_with_jobs_is_told_with_its_line(plan_on, settings, complaint):
    found = said(plan_on, JOBS % settings + 'clusters = ["lab"]')
    assert any(line == 4 and message.startswith(complaint) for line, message in found), found


def test_pbs_and_lsf_have_queues(plan_on):
    for system in ("pbs", "lsf"):
        text = (JOBS % 'queue = "short"').replace("slurm", system) + 'clusters = ["lab"]'
        jobs = plan_on(text).clusters["lab"].jobs
        assert (jobs.system, jobs.line) == (system, "short")


def test_the_command_line_may_ask_for_jobs(plan_on):
    named = dict([parse_cluster("lab=slurm:short", ["dask"])])
    jobs = plan_on(HEAD + 'clusters = ["lab"]\nnodes = 2', named=named).clusters["lab"].jobs
    assert (jobs.system, jobs.line, jobs.nodes) == ("slurm", "short", 2)


def test_a_practice_cluster_brings_its_access_along(plan_on):
    access = Access("dask", "tls://10.77.0.1:8786", tls_ca="/ca")
    text = HEAD.replace('dask = "tcp://10.0.0.1:8786"', 'practice = "lab"') + 'clusters = ["lab"]'
    known = {"dask": access, "unheard-of": access}
    assert plan_on(text, practice=lambda name: known).clusters == {"lab": access}


PLACED = HEAD.replace('"waiting"', '"ridge"') + 'solvers = [{ name = "placed", parameters = { placement = %s } }]\n'


def test_a_solver_that_places_data_is_refused_where_no_data_can_be_placed(plan_on):
    with pytest.raises(ConfigurationError) as caught:
        plan_on(PLACED % '"scatter"' + 'clusters = ["lab"]\nbackends = ["pool"]\nworkers = 2')
    ((told),) = caught.value.complaints
    assert (told.line, told.message) == (
        9,
        "solver `placed` places its data on the workers, which backend `pool` can't",
    )
    assert told.remedy == "backends that can: `dask`"


def test_where_data_are_placed_is_part_of_the_case(plan_on):
    plan = plan_on(PLACED % '["scatter", "shared"]' + 'clusters = ["lab"]')
    assert len({each.case.id for each in plan.cases}) == 2
    assert [dict(each.case.solver_parameters) for each in plan.cases] == [{}, {"placement": "shared"}]


def test_nodes_are_asked_whether_they_share_files_where_a_case_needs_it(plan_on):
    survey = Asked()
    plan_on(PLACED % '["scatter", "shared"]' + 'clusters = ["lab"]', survey)
    ((_, parts, _),) = survey.rounds
    assert parts == (PartAsked(1, 1), PartAsked(1, 1, shares_files=True))


UP = "workbench cluster up lab --nodes 2"


def no_lab(name):
    raise WorkbenchError("there is no practice cluster %s" % name)


@pytest.mark.parametrize(
    ("practice", "reason"),
    [
        (no_lab, "practice cluster lab is not up: " + UP),
        (
            lambda name: {"ray": Access("ray", "a")},
            "practice cluster lab runs no dask: workbench cluster down lab, then " + UP,
        ),
    ],
)
def test_cases_on_a_practice_cluster_that_is_not_up_are_skipped_with_what_brings_it_up(plan_on, practice, reason):
    survey = Asked()
    text = HEAD.replace('dask = "tcp://10.0.0.1:8786"', 'practice = "lab/dask"\nup = "%s"' % UP)
    plan = plan_on(text + 'backends = ["pool"]\nclusters = ["lab"]\nnodes = 2', survey, practice=practice)
    assert [(each.case.cluster, each.skip_reason) for each in plan.cases] == [(None, None), ("lab", reason)]
    assert survey.rounds == []


def test_one_that_is_up_needs_no_bringing_up(plan_on):
    text = HEAD.replace('dask = "tcp://10.0.0.1:8786"', 'practice = "lab/dask"\nup = "%s"' % UP)
    plan = plan_on(text + 'clusters = ["lab"]', practice=lambda name: {"dask": Access("dask", "tcp://a")})
    assert [each.skip_reason for each in plan.cases] == [None]


def test_without_a_word_on_how_to_bring_it_up_it_is_a_mistake(plan_on):
    text = HEAD.replace('dask = "tcp://10.0.0.1:8786"', 'practice = "lab/dask"')
    with pytest.raises(ConfigurationError, match="there is no practice cluster lab"):
        plan_on(text + 'clusters = ["lab"]', practice=no_lab)
    assert said(plan_on, HEAD.replace("[[cases]]", 'up = "x"\n[[cases]]') + 'clusters = ["lab"]') == [
        (5, "`up` says how a practice cluster is brought up; this is none")
    ]
