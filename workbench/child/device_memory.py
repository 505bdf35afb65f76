"""Telling that a card had no memory left from the exceptions by which libraries say so."""

from __future__ import annotations

from typing import Optional

NAMES = ("OutOfMemoryError",)
"""What torch and CuPy call theirs (CuPy's is a MemoryError as well, as is that of RAPIDS)."""
WORDS = (
    "CUDA out of memory",
    "CUDA_ERROR_OUT_OF_MEMORY",
    "cudaErrorMemoryAllocation",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "RESOURCE_EXHAUSTED: Out of memory",
    "out_of_memory: CUDA error",
)
"""What the driver, numba, cuBLAS, XLA (JAX) and RMM (RAPIDS) write into errors of general classes."""


def ran_out(error: Optional[BaseException]) -> bool:
    """Whether the error, or one that it came of, says that a device's memory was full."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if type(error).__name__ in NAMES or any(words in str(error) for words in WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False
