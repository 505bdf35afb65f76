"""Graphics cards as two libraries reach them. Every call takes the card's number."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Protocol

Work = Callable[[], object]


class Cards(Protocol):
    """The cards that one library sees. `seconds` times work by events on the card's own stream."""

    library: str

    def count(self) -> int:
        """How many there are."""

    def name(self, card: int) -> str:
        """The model."""

    def seconds(self, card: int, work: Work) -> float:
        """How long the card took for what `work` queues."""

    def round_trip(self, card: int) -> Work:
        """The smallest piece of work, queued and waited for by this program."""

    def multiplication(self, card: int, rows: int, precision: str) -> Work:
        """C ← A·B of square matrices in `float64`, `float32`, `tf32` or `bfloat16`. Raises what has none."""

    def copy(self, card: int, size: int) -> Work:
        """One array of `size` bytes into another on the card."""

    def upload(self, card: int, size: int, locked: bool) -> Work:
        """From host memory, page-locked or not, to the card."""

    def download(self, card: int, size: int, locked: bool) -> Work:
        """From the card to host memory, page-locked or not."""


class TorchCards:
    """Through PyTorch."""

    library = "torch"

    def __init__(self, torch: Any) -> None:
        self._torch = torch

    def count(self) -> int:
        """Visible CUDA (or ROCm) devices."""
        return int(self._torch.cuda.device_count()) if self._torch.cuda.is_available() else 0

    def name(self, card: int) -> str:
        """As the driver tells it."""
        return str(self._torch.cuda.get_device_name(card))

    def seconds(self, card: int, work: Work) -> float:
        """Between two events; torch counts in milliseconds."""
        cuda = self._torch.cuda
        with cuda.device(card):
            start, end = cuda.Event(enable_timing=True), cuda.Event(enable_timing=True)
            start.record()
            work()
            end.record()
            end.synchronize()
        return float(start.elapsed_time(end)) / 1e3

    def round_trip(self, card: int) -> Work:
        """One element added to itself, then `synchronize`."""
        one = self._torch.rand(1, device=f"cuda:{card}")

        def work() -> None:
            one.add_(one)
            self._torch.cuda.synchronize(card)

        return work

    def multiplication(self, card: int, rows: int, precision: str) -> Work:
        """By cuBLAS. float32 is multiplied in full precision unless a program asks for TF32, as `tf32` does here."""
        torch, device = self._torch, f"cuda:{card}"
        kind = torch.float32 if precision == "tf32" else getattr(torch, precision)
        left, right = (torch.rand(rows, rows, device=device).to(kind) for _ in range(2))
        product = torch.empty_like(left)

        def work() -> None:
            before = torch.backends.cuda.matmul.allow_tf32
            torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
            try:
                torch.matmul(left, right, out=product)
            finally:
                torch.backends.cuda.matmul.allow_tf32 = before

        return work

    def copy(self, card: int, size: int) -> Work:
        """Device to device."""
        source = self._bytes(size, device=f"cuda:{card}")
        target = self._bytes(size, device=f"cuda:{card}")
        return lambda: target.copy_(source)

    def upload(self, card: int, size: int, locked: bool) -> Work:
        """Host to device."""
        source, target = self._bytes(size, pin_memory=locked), self._bytes(size, device=f"cuda:{card}")
        return lambda: target.copy_(source, non_blocking=True)

    def download(self, card: int, size: int, locked: bool) -> Work:
        """Device to host."""
        source, target = self._bytes(size, device=f"cuda:{card}"), self._bytes(size, pin_memory=locked)
        return lambda: target.copy_(source, non_blocking=locked)

    def _bytes(self, size: int, **where: Any) -> Any:
        return self._torch.zeros(size, dtype=self._torch.uint8, **where)


class CupyCards:
    """Through CuPy."""

    library = "cupy"

    def __init__(self, cupy: Any) -> None:
        self._cupy = cupy

    def count(self) -> int:
        """Visible CUDA (or ROCm) devices. Raises what the driver says where there is none."""
        return int(self._cupy.cuda.runtime.getDeviceCount())

    def name(self, card: int) -> str:
        """As the driver tells it."""
        return str(self._cupy.cuda.runtime.getDeviceProperties(card)["name"].decode())

    def seconds(self, card: int, work: Work) -> float:
        """Between two events; CuPy counts in milliseconds."""
        cuda = self._cupy.cuda
        with cuda.Device(card):
            start, end = cuda.Event(), cuda.Event()
            start.record()
            work()
            end.record()
            end.synchronize()
            return float(cuda.get_elapsed_time(start, end)) / 1e3

    def round_trip(self, card: int) -> Work:
        """One element added to itself, then a wait for the stream."""
        cupy = self._cupy
        with cupy.cuda.Device(card):
            one = cupy.zeros(1, dtype=cupy.uint8)

        def work() -> None:
            cupy.add(one, one, out=one)
            cupy.cuda.get_current_stream().synchronize()

        return work

    def multiplication(self, card: int, rows: int, precision: str) -> Work:
        """By cuBLAS, in the two precisions that CuPy's arrays have and a program need not ask for."""
        cupy = self._cupy
        if precision not in {"float32", "float64"}:
            raise ValueError(f"cupy is not asked for {precision}: pip install torch")
        with cupy.cuda.Device(card):
            left, right = (cupy.random.rand(rows, rows, dtype=getattr(cupy, precision)) for _ in range(2))
            product = cupy.empty_like(left)
        return lambda: cupy.matmul(left, right, out=product)

    def copy(self, card: int, size: int) -> Work:
        """Device to device."""
        source, target = self._array(card, size), self._array(card, size)
        return lambda: target.data.copy_from_device_async(source.data, size, self._cupy.cuda.get_current_stream())

    def upload(self, card: int, size: int, locked: bool) -> Work:
        """Host to device."""
        source, target = self._host(size, locked), self._array(card, size)
        stream = self._cupy.cuda.get_current_stream
        return lambda: target.data.copy_from_host_async(_address(source), size, stream())

    def download(self, card: int, size: int, locked: bool) -> Work:
        """Device to host."""
        source, target = self._array(card, size), self._host(size, locked)
        stream = self._cupy.cuda.get_current_stream
        return lambda: source.data.copy_to_host_async(_address(target), size, stream())

    def _host(self, size: int, locked: bool) -> Any:
        return self._cupy.cuda.alloc_pinned_memory(size) if locked else bytearray(size)

    def _array(self, card: int, size: int) -> Any:
        with self._cupy.cuda.Device(card):
            return self._cupy.zeros(size, dtype=self._cupy.uint8)


def _address(memory: Any) -> int:
    """Where host memory begins, be it CuPy's or Python's own."""
    if isinstance(memory, bytearray):
        return ctypes.addressof((ctypes.c_char * len(memory)).from_buffer(memory))
    return int(memory.ptr)
