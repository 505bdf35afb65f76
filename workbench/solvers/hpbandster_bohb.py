"""HpBandSter's BOHB: a model draws, Hyperband drops. A system of 2018, in an interpreter of its time."""

from __future__ import annotations

import logging
import time
from typing import Any, Dict, List

from workbench.contracts import Context
from workbench.errors import WorkbenchError
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._candidates import CandidateSearch, Objective
from workbench.solvers._hpbandster_worker import LOOPBACK, work

RUN = "workbench"
ANSWER_SECONDS = 120.0
"""So long may workers take to come up: each imports scikit-learn first."""


class BOHB(CandidateSearch):
    """BOHB over `workers` processes that stand between calls, found by a nameserver of the trial's own (loopback).

    `brackets` of successive halving are run, each beginning on more rows than the last and starting over after the
    third: 6 try 18 candidates. Seeded by NumPy's global state; which candidate comes next depends on which is done.
    Source: Falkner, Klein & Hutter, ICML 2018; automl.github.io/HpBandSter.
    """

    name = "hpbandster.BOHB"
    requires = {"hpbandster": "pip install hpbandster", "sklearn": "pip install scikit-learn"}
    environment = DeclaredEnvironment(
        "hpbandster",
        ("hpbandster==0.7.4", "ConfigSpace==0.4.21", "numpy<1.24", "setuptools<70", "scikit-learn==1.3.*"),
        python="3.8",
    )
    scales_with = "own"
    parameters = {
        **{name: value for name, value in CandidateSearch.parameters.items() if name != "candidates"},
        "brackets": 6,
    }

    def setup(self, data: Any) -> None:
        """Import HpBandSter too."""
        import ConfigSpace
        from hpbandster import optimizers
        from hpbandster.core import nameserver

        self._spaces, self._nameserver, self._master = ConfigSpace, nameserver, optimizers.BOHB
        self._server: Any = None
        self._processes: List[Any] = []
        super().setup(data)

    def start(self, data: Any, context: Context) -> None:
        """Bring up the nameserver and the worker processes; returns when all are registered."""
        import multiprocessing

        self._server = self._nameserver.NameServer(RUN, host=LOOPBACK, port=0)
        _, self._port = self._server.start()
        objective = self.objective(data, context)
        processes = multiprocessing.get_context("spawn")
        for number in range(context.workers):
            process = processes.Process(target=work, args=(RUN, self._port, number, objective), daemon=True)
            process.start()
            self._processes.append(process)
        self._wait_for(context.workers)

    def stop(self) -> None:
        """End the workers and the nameserver."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        if self._server is not None:
            self._server.shutdown()

    def best(self, objective: Objective, context: Context) -> Dict[str, Any]:  # noqa: ARG002 - the workers have it
        """Run the brackets on the workers that stand."""
        import numpy as np

        np.random.seed(context.seed)
        logger = logging.getLogger("workbench.hpbandster")
        logger.setLevel(logging.ERROR)
        space = self.configuration_space(context.seed)
        master = self._master(
            configspace=space,
            eta=self.values["factor"],
            min_budget=self.shares()[0],
            max_budget=1.0,
            run_id=RUN,
            nameserver=LOOPBACK,
            nameserver_port=self._port,
            host=LOOPBACK,
            ping_interval=1,
            logger=logger,
        )
        try:
            result = master.run(self.values["brackets"], min_n_workers=context.workers)
        finally:
            master.shutdown(shutdown_workers=False)
        point: Dict[str, Any] = result.get_id2config_mapping()[result.get_incumbent_id()]["config"]
        return point

    def configuration_space(self, seed: int) -> Any:
        """The box in ConfigSpace's words."""
        space = self.space()
        configurations = self._spaces.ConfigurationSpace(seed=seed)
        for name, values in space.choices.items():
            configurations.add_hyperparameter(self._spaces.CategoricalHyperparameter(name, values))
        configurations.add_hyperparameter(
            self._spaces.UniformFloatHyperparameter(space.name, lower=space.low, upper=space.high, log=True)
        )
        return configurations

    def _wait_for(self, workers: int) -> None:
        import Pyro4

        ends = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < ends:
            with Pyro4.locateNS(host=LOOPBACK, port=self._port) as names:
                if len(names.list(prefix="hpbandster.run_%s.worker" % RUN)) == workers:
                    return
            if not all(process.is_alive() for process in self._processes):
                raise WorkbenchError("a worker process of HpBandSter ended while it came up")
            time.sleep(0.02)
        raise WorkbenchError("the workers of HpBandSter did not come up within %g seconds" % ANSWER_SECONDS)


PLUGIN = BOHB
