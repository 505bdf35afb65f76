from workbench.solvers.sklearn_k_means import KMeans
from workbench.solvers.sklearn_mini_batch_k_means import MiniBatchKMeans
from workbench.workloads.clusters import Clusters


def solved(plugin, context, tmp_path, **parameters):
    workload = Clusters(samples=3000, features=3, clusters=4)
    workload.prepare(str(tmp_path))
    data = workload.load(str(tmp_path))
    solver = plugin(**parameters)
    solver.setup(data)
    result = solver.solve(data, context)
    return result, workload.score(data, result)


def test_it_comes_to_the_true_centres_twice_the_same_at_any_worker_count(context, tmp_path):
    first, score = solved(KMeans, context, tmp_path)
    context.workers = 2
    second, _ = solved(KMeans, context, tmp_path)
    assert score < 1.03
    assert abs(first.cluster_centers_ - second.cluster_centers_).max() < 1e-6


def test_batches_of_rows_come_nearly_as_far(context, tmp_path):
    result, score = solved(MiniBatchKMeans, context, tmp_path)
    assert score < 1.2
    assert result.n_steps_ >= 10


def test_the_parameters_reach_the_estimator(context, tmp_path):
    assert solved(KMeans, context, tmp_path, max_iter=1)[0].n_iter_ == 1
    assert solved(MiniBatchKMeans, context, tmp_path, batch_size=77)[0].batch_size == 77
