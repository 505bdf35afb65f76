"""What one worker process of HpBandSter does."""

from __future__ import annotations

import logging
from typing import Any

from workbench.solvers._candidates import Objective

LOOPBACK = "127.0.0.1"


def work(run: str, port: int, number: int, objective: Objective) -> None:
    """Evaluate what is asked for over the nameserver at `port` of the loopback, until the process is ended."""
    from hpbandster.core.worker import Worker

    class Evaluator(Worker):  # type: ignore[misc]
        """Minimises, so the loss is what accuracy lacks to 1."""

        def compute(self, config: Any, budget: float, **_: Any) -> Any:
            """The loss of a candidate on the share `budget` of the rows."""
            return {"loss": 1.0 - objective(config, budget), "info": {}}

    logger = logging.getLogger("workbench.hpbandster")
    # HpBandSter sets the root logger up to print every job.
    logger.setLevel(logging.ERROR)
    worker = Evaluator(run, LOOPBACK, port, logger, LOOPBACK, number)
    worker.run(background=False)
