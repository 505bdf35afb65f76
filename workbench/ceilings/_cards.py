"""Graphics cards as two libraries reach them. Every call takes the card's number."""

from __future__ import annotations

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

    def multiplication(self, card: int, rows: int) -> Work:
        """C ← A·B of square float32 matrices."""

    def copy(self, card: int, size: int) -> Work:
        """One array of `size` bytes into another on the card."""

    def upload(self, card: int, size: int) -> Work:
        """From page-locked host memory to the card."""

    def download(self, card: int, size: int) -> Work:
        """From the card to page-locked host memory."""


class TorchCards:
    """Through PyTorch. Its float32 matrices are multiplied in full precision unless a program asks for TF32."""

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

    def multiplication(self, card: int, rows: int) -> Work:
        """By cuBLAS."""
        torch, device = self._torch, f"cuda:{card}"
        left, right = (torch.rand(rows, rows, device=device) for _ in range(2))
        product = torch.empty_like(left)
        return lambda: torch.matmul(left, right, out=product)

    def copy(self, card: int, size: int) -> Work:
        """Device to device."""
        source = self._bytes(size, device=f"cuda:{card}")
        target = self._bytes(size, device=f"cuda:{card}")
        return lambda: target.copy_(source)

    def upload(self, card: int, size: int) -> Work:
        """Host to device."""
        source, target = self._bytes(size, pin_memory=True), self._bytes(size, device=f"cuda:{card}")
        return lambda: target.copy_(source, non_blocking=True)

    def download(self, card: int, size: int) -> Work:
        """Device to host."""
        source, target = self._bytes(size, device=f"cuda:{card}"), self._bytes(size, pin_memory=True)
        return lambda: target.copy_(source, non_blocking=True)

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

    def multiplication(self, card: int, rows: int) -> Work:
        """By cuBLAS."""
        cupy = self._cupy
        with cupy.cuda.Device(card):
            left, right = (cupy.random.rand(rows, rows, dtype=cupy.float32) for _ in range(2))
            product = cupy.empty_like(left)
        return lambda: cupy.matmul(left, right, out=product)

    def copy(self, card: int, size: int) -> Work:
        """Device to device."""
        source, target = self._array(card, size), self._array(card, size)
        return lambda: target.data.copy_from_device_async(source.data, size, self._cupy.cuda.get_current_stream())

    def upload(self, card: int, size: int) -> Work:
        """Host to device."""
        source, target = self._cupy.cuda.alloc_pinned_memory(size), self._array(card, size)
        return lambda: target.data.copy_from_host_async(source.ptr, size, self._cupy.cuda.get_current_stream())

    def download(self, card: int, size: int) -> Work:
        """Device to host."""
        source, target = self._array(card, size), self._cupy.cuda.alloc_pinned_memory(size)
        return lambda: source.data.copy_to_host_async(target.ptr, size, self._cupy.cuda.get_current_stream())

    def _array(self, card: int, size: int) -> Any:
        with self._cupy.cuda.Device(card):
            return self._cupy.zeros(size, dtype=self._cupy.uint8)
