"""Asynchronous stochastic gradient descent with a parameter server, on actors of Ray."""

from __future__ import annotations

import os
from typing import Any, Dict, Hashable, List, Tuple

from workbench.child.ray import LocalCluster
from workbench.contracts import Context, Part, WorkDone
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
    engine = "ray"
    environment = DeclaredEnvironment("sgd-ray", (*NUMERICS, "ray==2.56.*"))
    parameters = {**DescentSolver.parameters, "push_rows": 1000}
    deterministic = False
    _lent = False

    def configure(self, context: Context) -> None:
        """Keep Ray to the loopback, which it reads when it is imported."""
        super().configure(context)
        self._cluster = LocalCluster(context.scratch)
        self._cluster.configure(context.threads_per_worker)

    def start(self, data: Any, context: Context) -> None:
        """Bring Ray up, and the actors; returns when each has mapped the rows and read its loops."""
        self._cluster.start(context.workers)
        self._start_actors(data, context, {})

    def start_on(self, part: Part, data: Any, context: Context) -> None:
        """The actors in the part's placement group, the server beside them: it takes no CPU of its own."""
        from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

        self._lent = True
        self._start_actors(data, context, {"scheduling_strategy": PlacementGroupSchedulingStrategy(part.handle)})

    def _start_actors(self, data: Any, context: Context, where: Dict[str, Any]) -> None:
        import ray

        self._ray = ray
        self._server = ray.remote(Server).options(num_cpus=0, **where).remote(data.features)
        worker = ray.remote(Worker).options(num_cpus=1, **where)
        self._workers = [
            worker.remote(data.paths, number, context.workers, data.features) for number in range(context.workers)
        ]
        self._places = ray.get([each.place.remote() for each in self._workers])

    def worker_places(self) -> List[Tuple[str, int]]:
        """Where the actors are that pass over rows."""
        return list(self._places)

    def work_done(self) -> Dict[Hashable, WorkDone]:
        """Rows that each of them has used."""
        used = self._ray.get([worker.rows_used.remote() for worker in self._workers])
        return {place: WorkDone(place[0], float(rows)) for place, rows in zip(self._places, used)}

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
        """Take Ray down, and the actors with it. A cluster that stands goes on, and ends them as we leave it."""
        if not self._lent:
            self._cluster.stop()


class Worker:
    """An actor that works on its share of the rows."""

    def __init__(self, paths: Tuple[str, ...], number: int, workers: int, features: int) -> None:
        self._rows = open_rows(paths, compiled())
        warm(self._rows, features)
        self._share = number, workers, features
        self._used = 0

    def place(self) -> Tuple[str, int]:
        """The node and the process that it is in."""
        import ray

        return ray.get_runtime_context().get_node_id(), os.getpid()

    def rows_used(self) -> int:
        """In all calls of `work` so far."""
        return self._used

    def work(self, server: Any, push_rows: int, goal: Goal, schedule: Schedule) -> Tuple[int, int]:
        """As `bring_changes`."""
        import ray

        used, exchanges = bring_changes(
            self._rows,
            *self._share,
            push_rows,
            goal,
            schedule,
            lambda change: ray.get(server.exchange.remote(change)),
            lambda: ray.get(server.end.remote()),
        )
        self._used += used
        return used, exchanges


PLUGIN = ParameterServer
