"""Asynchronous stochastic gradient descent with a parameter server, on actors of Ray."""

from __future__ import annotations

from typing import Any, Tuple

from workbench.child.ray import LocalCluster
from workbench.contracts import Context
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._sgd import NUMERICS, WEIGHT_BYTES, DescentSolver, Goal, Schedule, Spent, open_rows, warm
from workbench.solvers._sgd_actors import Server, bring_changes
from workbench.solvers._sgd_kernels import compiled


class ParameterServer(DescentSolver):
    """`workers` actors pass over their shares of the rows; one more actor holds the weights and adds up their changes.

    After every `push_rows` rows a worker hands its change over and gets the weights as they are by then; nobody waits
    for anybody but the server. Which weights a change is worked out from differs from launch to launch. What moves is a
    change and the weights at each exchange. Source: Li et al., OSDI 2014.
    """

    name = "sgd.ParameterServer"
    requires = {**DescentSolver.requires, "ray": "pip install ray"}
    environment = DeclaredEnvironment("sgd-ray", (*NUMERICS, "ray==2.56.*"))
    parameters = {**DescentSolver.parameters, "push_rows": 1000}
    deterministic = False

    def configure(self, context: Context) -> None:
        """Keep Ray to the loopback, which it reads when it is imported."""
        super().configure(context)
        self._cluster = LocalCluster(context.scratch)
        self._cluster.configure(context.threads_per_worker)

    def start(self, data: Any, context: Context) -> None:
        """Bring Ray up, and the actors; returns when each has mapped the rows and read its loops."""
        import ray

        self._ray = ray
        self._cluster.start(context.workers)
        self._server = ray.remote(Server).options(num_cpus=0).remote(data.features)
        worker = ray.remote(Worker).options(num_cpus=1)
        self._workers = [
            worker.remote(data.paths, number, context.workers, data.features) for number in range(context.workers)
        ]
        ray.get([each.answer.remote() for each in self._workers])

    def solve(self, data: Any, context: Context) -> Any:
        """The weights, shape (features,)."""
        ray = self._ray
        ray.get(self._server.begin.remote())
        arguments = self._server, self.values["push_rows"], self.goal(data), self.schedule()
        spent = ray.get([worker.work.remote(*arguments) for worker in self._workers])
        used, exchanges = (sum(each) for each in zip(*spent))
        self.tell(context, Spent(used, used, exchanges, 2 * exchanges * data.features * WEIGHT_BYTES))
        return ray.get(self._server.weights.remote())

    def stop(self) -> None:
        """Take Ray down, and the actors with it."""
        self._cluster.stop()


class Worker:
    """An actor that works on its share of the rows."""

    def __init__(self, paths: Tuple[str, ...], number: int, workers: int, features: int) -> None:
        self._rows = open_rows(paths, compiled())
        warm(self._rows, features)
        self._share = number, workers, features

    def answer(self) -> None:
        """It is up."""

    def work(self, server: Any, push_rows: int, goal: Goal, schedule: Schedule) -> Tuple[int, int]:
        """As `bring_changes`."""
        import ray

        return bring_changes(
            self._rows,
            *self._share,
            push_rows,
            goal,
            schedule,
            lambda change: ray.get(server.exchange.remote(change)),
            lambda: ray.get(server.end.remote()),
        )


PLUGIN = ParameterServer
