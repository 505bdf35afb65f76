import subprocess
import sys

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads._random_features import RandomFeatures
from workbench.workloads.image_requests import MODEL, ImageRequests

TINY = {"side": 16, "components": 256, "requests": 40}


@pytest.fixture
def made(prepared):
    workload = ImageRequests(**TINY)
    folder = prepared(workload)
    return workload, folder, workload.load(str(folder))


def test_the_same_parameters_give_the_same_bytes(prepared, read_all):
    assert read_all(prepared(ImageRequests(**TINY), "one")) == read_all(prepared(ImageRequests(**TINY), "two"))


def test_right_is_what_the_model_itself_says(made):
    workload, folder, service = made
    model = RandomFeatures(str(folder))
    assert model.features == 16 * 16 * 3 == service.requests.shape[1]
    assert workload.score(service, model.predict(service.requests)) == 1.0
    wrong = model.predict(service.requests)
    wrong[:4] = -1
    assert workload.score(service, wrong) == pytest.approx(0.9)


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize("batch", [1, 7])
def test_neither_batches_nor_mapped_files_change_an_answer(made, mapped, batch):
    _, folder, service = made
    model = RandomFeatures(str(folder), mapped)
    parts = [model.predict(service.requests[at : at + batch]) for at in range(0, len(service.requests), batch)]
    assert (np.concatenate(parts) == service.answers).all()


def test_the_model_has_learnt_something(prepared):
    """Images of the ten patterns with fresh noise, whose class it was never told."""
    workload = ImageRequests(side=32, components=1024, requests=1)
    model = RandomFeatures(str(prepared(workload)))
    random = np.random.default_rng(0)
    patterns = random.random((10, model.features), dtype=np.float32)
    images = patterns + 0.35 * np.random.default_rng(5).standard_normal(patterns.shape, dtype=np.float32)
    assert (model.predict(images) == np.arange(10)).mean() >= 0.9


def test_requests_are_not_all_alike(made):
    assert len(set(made[2].answers.tolist())) > 5


def test_an_image_of_224_by_224_is_602112_bytes():
    assert 4 * ImageRequests(side=224)._features() == 602_112


def test_the_model_is_named_so_that_others_can_load_it():
    assert MODEL == "workbench.workloads._random_features:RandomFeatures"


def test_arrivals(prepared):
    folder = str(prepared(ImageRequests(**TINY)))

    def arrivals(**parameters):
        return ImageRequests(**TINY, **parameters).load(folder).arrivals_seconds

    assert arrivals() is None
    assert arrivals(load="fixed", rate_per_second=4.0)[:3].tolist() == [0.0, 0.25, 0.5]
    drawn = arrivals(load="poisson", rate_per_second=100.0)
    assert drawn[0] == 0.0
    assert (np.diff(drawn) > 0).all()
    assert drawn.tolist() == arrivals(load="poisson", rate_per_second=100.0).tolist()
    assert drawn.tolist() != arrivals(load="poisson", rate_per_second=100.0, seed=1).tolist()


def test_arrivals_come_at_the_rate(prepared):
    folder = str(prepared(ImageRequests(**TINY)))
    many = (
        ImageRequests(**{**TINY, "requests": 20_000}, load="poisson", rate_per_second=50.0)
        .load(folder)
        .arrivals_seconds
    )
    assert len(many) / many[-1] == pytest.approx(50.0, rel=0.05)
    # Of exponential gaps the standard deviation is the mean.
    assert np.diff(many).std() == pytest.approx(1 / 50.0, rel=0.05)


def test_all_that_cannot_be_is_refused_at_once():
    with pytest.raises(DataError) as refused:
        ImageRequests(side=8, clients=0, requests=10**6, load="bursts")
    for said in (
        "side is 8",
        "clients is 0",
        "requests is 1000000",
        "load is 'bursts'; there are closed, poisson, fixed",
    ):
        assert said in str(refused.value)


def test_the_size_of_the_data_is_known_beforehand(made):
    workload, folder, _ = made
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert workload.data_bytes() == pytest.approx(size, rel=0.1)


def test_importing_it_brings_in_no_other_library():
    code = "import sys, workbench.workloads.image_requests; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_in_an_open_load_what_counts_is_in_time():
    closed, opened = ImageRequests(**TINY), ImageRequests(**TINY, load="fixed")
    assert (closed.score_name, closed.tolerance) == ("right answers", 0.0)
    assert (opened.score_name, opened.tolerance) == ("right in time", 0.01)
