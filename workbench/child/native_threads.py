"""What sizes the thread pools of native libraries in the processes that an engine starts by itself."""

from __future__ import annotations

THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""Dask sets these to 1 in its workers, and Spark the first, whatever their surroundings say."""
