from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import ConfigurationError
from workbench.model.reading import Questions
from workbench.sessions.fitting import Wanted, fit_file, fit_source, questions_of

SERIAL = "workers,seconds\n1,100\n2,52.6\n4,29.1\n8,16.8\n"


@pytest.fixture
def csv(tmp_path: Path):
    def write(text: str, name: str = "times.csv") -> str:
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return write


def test_sizes_that_grow_with_the_workers_are_weak_scaling(csv):
    (found,) = fit_file(csv("workers,seconds,size\n1,10,100\n2,10.5,200\n4,11,400\n8,11.2,800\n"))
    weak = found.scaling
    assert (weak.experiment, weak.selected) == ("weak", "gustafson")
    (found,) = fit_file(csv("workers,seconds,size\n1,10,5\n2,5.5,5\n4,3,5\n"))
    strong = found.scaling
    assert strong.experiment == "strong"


def test_sizes_that_do_neither_are_refused(csv):
    with pytest.raises(ConfigurationError, match="not in proportion to the workers"):
        fit_file(csv("workers,seconds,size\n1,10,100\n2,10.5,300\n4,11,400\n"))


def test_one_law_can_be_asked_for(csv):
    (found,) = fit_source(csv(SERIAL), "nowhere", Wanted(law="usl"))
    assert set(found.scaling.laws) == {"usl"}
    with pytest.raises(ConfigurationError, match=r"no law 'ulsl'; there are amdahl, .*auto"):
        fit_source(csv(SERIAL), "nowhere", Wanted(law="ulsl"))


def test_the_classical_fit_comes_where_it_is_asked_for(csv):
    assert fit_file(csv(SERIAL))[0].classical is None
    assert fit_file(csv(SERIAL), Wanted(throughput=True))[0].classical is not None


def test_a_price_is_words_or_a_file(csv):
    assert questions_of(None, None, "36/core-hour").price_per_core_second == pytest.approx(0.01)
    types = csv("machine,cores,memory,price_per_hour\nlarge,8,32GB,0.36\n", "types.csv")
    assert questions_of(60.0, 0.5, types).machine_types[0].cores == 8
    assert questions_of(60.0, 0.5, None) == Questions(60.0, 0.5)
    with pytest.raises(ConfigurationError, match="can't be read"):
        questions_of(None, None, "missing.csv")


def test_a_run_brings_its_start_up_to_the_question_of_cost(suite, workplace):
    from workbench.planning.suite import read_plan
    from workbench.sessions.executing import run_plan

    text = suite.read_text().replace("[1, 2]", "[1, 2, 4]")
    suite.write_text(text)
    run = run_plan(read_plan(str(suite), workplace.describe), workplace, lambda event: None)
    asked = Wanted(questions=questions_of(None, None, "36/core-hour", provision_seconds=100.0))
    (found,) = fit_source(run.folder, workplace.results, asked)
    (told,) = [reading.sentence for reading in found.scaling.readings if reading.code == "cheapest_workers"]
    # A hundred seconds of provisioning at 0.01 a second, and the start-up and work of a moment.
    assert told.startswith("1 worker costs least: 1")
    assert 1.0 <= float(told.split()[4]) < 1.5


NODES = "".join(
    f"{nodes},{nodes * each},{60 / (nodes * each) + 30 / nodes + 10 + 0.01 * launch:.4f},{launch}\n"
    for nodes in (1, 2, 4)
    for each in (1, 2)
    for launch in range(4)
)


def test_a_file_with_nodes_is_fitted_over_both_axes_and_along_each(csv):
    places, *series = fit_file(csv("nodes,workers,seconds,launch\n" + NODES))
    assert places.scaling.selected == "nodes_contention"
    assert [(each.title.partition(" · ")[2], len(each.scaling.levels)) for each in series] == [
        ("over nodes, 1 worker on each", 3),
        ("over nodes, 2 workers on each", 3),
        ("1 node", 2),
        ("2 nodes", 2),
        ("4 nodes", 2),
    ]


def test_workers_of_one_node_have_a_column_of_their_own(csv):
    header = "nodes,workers_per_node,seconds\n"
    (places,) = [each for each in fit_file(csv(header + "1,2,10\n2,1,9\n2,2,5\n")) if hasattr(each, "weak")]
    assert [(cell.nodes, cell.workers_per_node) for cell in places.scaling.cells] == [(1, 2), (2, 1), (2, 2)]


def test_workers_that_do_not_divide_among_the_nodes_are_refused_with_their_line(csv):
    with pytest.raises(ConfigurationError, match="can't be alike on 2 `nodes`") as caught:
        fit_file(csv("nodes,workers,seconds\n1,1,9\n2,3,5\n"))
    assert [complaint.line for complaint in caught.value.complaints] == [3]


def test_a_price_of_nodes_is_answered_over_nodes(csv):
    asked = questions_of(None, None, "0.36/node-hour")
    places, *_ = fit_file(csv("nodes,workers,seconds,launch\n" + NODES), Wanted(questions=asked))
    assert [reading.code for reading in places.scaling.readings] == ["cheapest_nodes"]
