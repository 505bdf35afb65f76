"""Requests to a model that was trained before: who answers them, how fast, and at what price in memory?"""

from __future__ import annotations

import os
from typing import Any, List, NamedTuple, Optional

from workbench.child.scoring import accuracy
from workbench.contracts import Workload
from workbench.workloads._random_features import RandomFeatures, train
from workbench.workloads._refusing import refuse

CHANNELS = 3
CLASSES = 10
TRAINING_IMAGES = 200
NOISE = 0.35
LOADS = ("closed", "poisson", "fixed")
MODEL = "%s:%s" % (RandomFeatures.__module__, RandomFeatures.__name__)
MOST_REQUESTS = 100_000
MOST_CLIENTS = 256
LEAST_SIDE, MOST_SIDE = 16, 256
MOST_COMPONENTS = 2**16
IN_TIME_TOLERANCE = 0.01
"""Shares of answers in time that differ by less keep a promise equally well: of 500 requests, 5."""
LEAST_MARGIN = 1e-3
"""A batch of another size rounds otherwise; an answer that hung on that would be wrong by chance."""


class Service(NamedTuple):
    """What `load` returns: a model to be served, and the requests to be sent to it.

    `model` names its class (`module:class`); made of (`folder`, `mapped`) it has `features`, the numbers in a row, and
    `predict`, which takes rows and returns a whole number each. `requests` are rows of float32 (memory-mapped),
    `answers` what the model itself says to each. `arrivals_seconds`, rising from 0, is when each is meant to be sent;
    None: each client sends as soon as it has its last answer. `limit_seconds` is how long an answer may take in an open
    load; a later one counts as none.
    """

    model: str
    folder: str
    requests: Any
    answers: Any
    clients: int
    arrivals_seconds: Optional[Any]
    limit_seconds: float


class ImageRequests(Workload):
    """Answer `requests` images of side × side × 3 float32 by a model trained before; scored by the share right.

    Right is what the model itself says, called directly: a request that is lost or mixed up is wrong, and in an open
    load so is one that is answered later than `limit_seconds`: solvers that keep up are of equal quality. The model is
    ridge regression on `components` random features, of side × side × 3 × `components` × 4 bytes.

    `load`: `closed` has `clients` that send the next request when they have their last answer, so a slow server is
    asked less: its time is a throughput. In the open loads requests arrive at `rate_per_second` whatever becomes of
    them, drawn at random (`poisson`) or evenly (`fixed`), over at most `clients` connections; latency then counts from
    when a request was to be sent, so that waiting for a slow server is not left out (Tene: "coordinated omission"),
    and the time is that of the arrivals unless the server can't keep up.
    """

    name = "image-requests"
    requires = {"numpy": "pip install numpy"}
    parameters = {
        "side": 32,
        "components": 4096,
        "requests": 600,
        "load": "closed",
        "clients": 8,
        "rate_per_second": 50.0,
        "limit_seconds": 0.1,
        "seed": 0,
    }
    small = {"components": 1024, "requests": 100, "clients": 4}
    task = "serving"
    score_name = "right answers"
    tolerance = 0.0

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        bounds = (
            ("side", LEAST_SIDE, MOST_SIDE),
            ("components", 16, MOST_COMPONENTS),
            ("requests", 1, MOST_REQUESTS),
            ("clients", 1, MOST_CLIENTS),
            ("rate_per_second", 0.1, 1e5),
            ("limit_seconds", 1e-6, 3600.0),
            ("seed", 0, 2**63),
        )
        wrong = [
            "%s is %s; it must be from %g to %g" % (name, self.values[name], least, most)
            for name, least, most in bounds
            if not least <= self.values[name] <= most
        ]
        if self.values["load"] not in LOADS:
            wrong.append("load is %r; there are %s" % (self.values["load"], ", ".join(LOADS)))
        refuse(self.name, wrong)
        if self.values["load"] != "closed":
            self.score_name, self.tolerance = "right in time", IN_TIME_TOLERANCE

    def prepare(self, folder: str) -> None:
        """Train the model on images of ten classes; draw the requests, and ask the model about each of them."""
        import numpy as np

        random = np.random.default_rng(self.values["seed"])
        patterns = random.random((CLASSES, self._features()), dtype=np.float32)
        classes = np.arange(TRAINING_IMAGES) % CLASSES
        train(folder, _images(patterns, classes, random), classes, self.values["components"], random)
        model = RandomFeatures(folder)
        rows = np.lib.format.open_memmap(
            os.path.join(folder, "requests.npy"), "w+", "<f4", (self.values["requests"], self._features())
        )
        answers: List[int] = []
        while len(answers) < len(rows):
            image = _images(patterns, random.integers(0, CLASSES, 1), random)
            decided = model.decide(image)[0]
            second, first = np.sort(decided)[-2:]
            if first - second >= LEAST_MARGIN:
                rows[len(answers)] = image[0]
                answers.append(int(decided.argmax()))
        np.save(os.path.join(folder, "answers.npy"), np.array(answers, dtype="<i4"), allow_pickle=False)

    def load(self, folder: Optional[str]) -> Service:
        """The requests, memory-mapped, and when they arrive."""
        import numpy as np

        assert folder is not None
        requests = np.load(os.path.join(folder, "requests.npy"), mmap_mode="r", allow_pickle=False)
        answers = np.load(os.path.join(folder, "answers.npy"), allow_pickle=False)
        asked = self.values
        return Service(MODEL, folder, requests, answers, asked["clients"], self._arrivals(), asked["limit_seconds"])

    def paced(self) -> bool:
        """In an open load requests come when they come."""
        return bool(self.values["load"] != "closed")

    def _arrivals(self) -> Optional[Any]:
        import numpy as np

        count, rate = self.values["requests"], self.values["rate_per_second"]
        if self.values["load"] == "closed":
            return None
        if self.values["load"] == "fixed":
            return np.arange(count) / rate
        gaps = np.random.default_rng(self.values["seed"]).exponential(1.0 / rate, count)
        return np.cumsum(gaps) - gaps[0]

    def _features(self) -> int:
        return int(self.values["side"] ** 2 * CHANNELS)

    def score(self, data: Service, result: Any) -> float:
        """The share of `result`, a whole number a request, that is the model's own answer."""
        return accuracy(data.answers, result)

    def data_bytes(self) -> int:
        """The model and the requests."""
        return 4 * (self._features() + 1) * int(self.values["components"] + self.values["requests"])


def _images(patterns: Any, classes: Any, random: Any) -> Any:
    """A noisy image of each class in `classes`, shape (len(classes), features)."""
    noise = random.standard_normal((len(classes), patterns.shape[1]), dtype="float32")
    return patterns[classes] + NOISE * noise


PLUGIN = ImageRequests
