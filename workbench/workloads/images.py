"""Which of a few shapes does a small image show? Seeded images that no linear law can tell apart."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from workbench.child.scoring import accuracy
from workbench.contracts import Workload
from workbench.workloads._refusing import refuse, too_small
from workbench.workloads._split import Split, open_split, write_split

LARGEST_SHIFT = 1
SMOOTHED_PIXELS = 3
AT_ONCE = 4096
MOST_TEST_ROWS = 10000


class Images(Workload):
    """Classify noisy images of `classes` seeded shapes; scored by accuracy on held-out images.

    A shape is white noise on a `side` × `side` torus, averaged over 3 × 3 pixels and scaled to mean square 1. An image
    is the shape of its class, moved by up to one pixel in either direction, light on dark or dark on light with equal
    chance, plus `noise`·N(0, 1) at each pixel; a row holds its pixels (float32, side² columns). Since every shape and
    its negative are equally likely, the mean image of every class is 0 and a linear classifier can do no better than
    guess, while a network with one hidden layer can tell them. `samples` images train; a fifth as many more (at most
    10,000) are held out.

    Tolerance 0.01: over three seeds the accuracy of a network of four layers spans 0.001 after five passes over 4,000
    or 10,000 images, and 0.005 after two.
    """

    name = "images"
    requires = {"numpy": "pip install numpy"}
    parameters = {"samples": 10000, "side": 16, "classes": 10, "noise": 1.5, "seed": 0}
    small = {"samples": 4000}
    task = "classification"
    score_name = "accuracy"
    tolerance = 0.01

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        wrong = too_small(self.values, {"samples": 50, "side": 4, "classes": 2, "noise": 0, "seed": 0})
        refuse(self.name, wrong)

    def prepare(self, folder: str) -> None:
        """Draw the shapes, then both parts."""
        import numpy as np

        random = np.random.default_rng(self.values["seed"])
        shapes = _shapes(self.values["classes"], self.values["side"], random)
        train = self._drawn(self.values["samples"], shapes, random)
        write_split(folder, Split(*train, *self._drawn(self._test_rows(), shapes, random)))

    def _drawn(self, count: int, shapes: Any, random: Any) -> Tuple[Any, Any]:
        """Rows (float32, count × side²) and their classes."""
        import numpy as np

        rows = np.empty((count, shapes[0].size), dtype=np.float32)
        labels = random.integers(len(shapes), size=count).astype(np.int16)
        for first in range(0, count, AT_ONCE):
            part = slice(first, first + AT_ONCE)
            rows[part] = self._shown(labels[part], shapes, random)
        return rows, labels

    def _shown(self, labels: Any, shapes: Any, random: Any) -> Any:
        import numpy as np

        side = shapes.shape[1]
        down, right = random.integers(-LARGEST_SHIFT, LARGEST_SHIFT + 1, size=(2, len(labels), 1, 1))
        pixels = np.arange(side)
        moved = shapes[labels[:, None, None], (pixels[:, None] + down) % side, (pixels + right) % side]
        light = random.choice((-1.0, 1.0), size=(len(labels), 1, 1))
        seen = light * moved + self.values["noise"] * random.standard_normal(moved.shape)
        return seen.reshape(len(labels), -1)

    def _test_rows(self) -> int:
        return int(min(MOST_TEST_ROWS, self.values["samples"] // 5))

    def load(self, folder: Optional[str]) -> Split:
        """Both parts; X memory-mapped."""
        assert folder is not None
        return open_split(folder)

    def score(self, data: Split, result: Any) -> float:
        """Accuracy over the held-out images."""
        return accuracy(data.y_test, result.predict(data.X_test))

    def data_bytes(self) -> int:
        """Both parts."""
        rows = int(self.values["samples"]) + self._test_rows()
        return rows * (4 * int(self.values["side"]) ** 2 + 2)


def _shapes(count: int, side: int, random: Any) -> Any:
    """Shape (count, side, side), each of mean square 1."""
    import numpy as np

    shapes = random.standard_normal((count, side, side))
    for axis in (1, 2):
        shapes = sum(np.roll(shapes, shift, axis=axis) for shift in range(SMOOTHED_PIXELS))
    return shapes / np.sqrt(np.square(shapes).mean(axis=(1, 2), keepdims=True))


PLUGIN = Images
