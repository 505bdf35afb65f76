"""What the solvers of RAPIDS share: arrays and memory of a card through RMM, which all its libraries allocate by.

For CUDA 13 a suite names an environment whose requirements end in `-cu13` (docs/systems.md says how).
Source: docs.rapids.ai; rmm.statistics.
"""

from __future__ import annotations

from typing import Any, Optional

from workbench.model.declared_environment import DeclaredEnvironment
from workbench.solvers._arrays import Cupy

CUML = DeclaredEnvironment("cuml", ("cuml-cu12==26.10.*", "scikit-learn==1.9.*"))
CUML_DASK = DeclaredEnvironment("cuml-dask", ("cuml-cu12[dask]==26.10.*", "dask-cuda==26.10.*"))
CUDF = DeclaredEnvironment("cudf", ("cudf-cu12==26.10.*",))
CUGRAPH = DeclaredEnvironment("cugraph", ("cugraph-cu12==26.10.*",))


class Rapids(Cupy):
    """CuPy's arrays, allocated by RMM as soon as a library of RAPIDS is imported."""

    library = "rapids"

    def namespace(self) -> Any:
        """CuPy; RMM counts from here on."""
        import cupy
        import rmm.statistics

        rmm.statistics.enable_statistics()
        return cupy

    def put(self, values: Any, precision: str = "") -> Any:
        """From pageable memory, in `precision` or as it is."""
        import numpy as np

        host = np.asarray(values)
        return self.xp.asarray(host, dtype=precision or host.dtype)

    def forget_peak(self) -> None:
        """Begin a count of its own, which `peak_bytes` ends."""
        import rmm.statistics

        rmm.statistics.push_statistics()

    def peak_bytes(self) -> Optional[int]:
        """The most that RMM had given out of what it was asked for since."""
        import rmm.statistics

        counted = rmm.statistics.pop_statistics()
        return None if counted is None else int(counted.peak_bytes)
