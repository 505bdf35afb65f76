"""Matrix products by kernels of our own, written with numba: what a card's shared memory is for."""

from __future__ import annotations

from typing import Any

from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._arrays import Arrays
from workbench.solvers._device_matmul import DeviceMatmul

TILE = 16
"""Threads of a block in each direction: 256 a block."""


class NumbaCuda(Arrays):
    """Arrays of numba's CUDA target."""

    library = "numba-cuda"
    compiles = "numba"

    def namespace(self) -> Any:
        """It has no functions of the standard's, but kernels."""
        from numba import cuda

        return cuda

    def put(self, values: Any, precision: str) -> Any:
        """From pageable memory."""
        import numpy as np

        return self.xp.to_device(np.ascontiguousarray(values, dtype=precision))

    def take(self, array: Any) -> Any:
        """NumPy's."""
        return array.copy_to_host()

    def wait(self, *arrays: Any) -> None:  # noqa: ARG002 - the base's
        """For the whole context."""
        self.xp.synchronize()


class Matmul(DeviceMatmul):
    """`naive`: a thread an entry, which reads a row and a column from the card's memory. `tiled`: blocks of threads
    read tiles of both into shared memory once and multiply there, so that memory is read 1/16 as often.

    The textbook pair (CUDA C++ Programming Guide, "Shared Memory"), to be held against cuBLAS and the roofline.
    """

    name = "numba_cuda.matmul"
    library = NumbaCuda
    requires = {"numba": "pip install numba", "numba_cuda": 'pip install "numba-cuda[cu12]"'}
    environment = DeclaredEnvironment("numba-cuda", ("numba-cuda[cu12]==0.30.*", "numpy==2.*"))
    devices = ("cuda",)
    variants = ("tiled", "naive")

    def setup(self, data: Any) -> None:
        """Make the kernel; numba compiles it at the first call."""
        super().setup(data)
        self._kernel = (tiled if self.variant == "tiled" else naive)(self.arrays.xp, str(data.left.dtype))

    def product(self, left: Any, right: Any) -> Any:
        """A grid of blocks that covers the product."""
        rows, columns = left.shape[0], right.shape[1]
        found = self.arrays.xp.device_array((rows, columns), dtype=left.dtype)
        blocks = (-(-columns // TILE), -(-rows // TILE))
        self._kernel[blocks, (TILE, TILE)](left, right, found)
        return found


def naive(cuda: Any, precision: str) -> Any:
    """A thread an entry."""
    import numba

    number = getattr(numba, precision)

    @cuda.jit
    def kernel(left, right, found):  # type: ignore[no-untyped-def]
        column, row = cuda.grid(2)
        if row < found.shape[0] and column < found.shape[1]:
            total = number(0)
            for inner in range(left.shape[1]):
                total += left[row, inner] * right[inner, column]
            found[row, column] = total

    return kernel


def tiled(cuda: Any, precision: str) -> Any:
    """A block a tile of the product; entries beyond the edge are 0 and are not written."""
    import numba

    number = getattr(numba, precision)

    @cuda.jit
    def kernel(left, right, found):  # type: ignore[no-untyped-def]
        ours = cuda.shared.array((TILE, TILE), number)
        theirs = cuda.shared.array((TILE, TILE), number)
        column, row = cuda.grid(2)
        x, y = cuda.threadIdx.x, cuda.threadIdx.y
        total = number(0)
        for first in range(0, left.shape[1], TILE):
            ours[y, x] = left[row, first + x] if row < left.shape[0] and first + x < left.shape[1] else number(0)
            theirs[y, x] = (
                right[first + y, column] if first + y < right.shape[0] and column < right.shape[1] else number(0)
            )
            cuda.syncthreads()
            for inner in range(TILE):
                total += ours[y, inner] * theirs[inner, x]
            cuda.syncthreads()
        if row < found.shape[0] and column < found.shape[1]:
            found[row, column] = total

    return kernel


PLUGIN = Matmul
