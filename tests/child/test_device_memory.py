import pytest

from workbench.child.device_memory import ran_out


class OutOfMemoryError(RuntimeError):
    """As torch's and CuPy's are called."""


@pytest.mark.parametrize(
    "error",
    [
        OutOfMemoryError("Tried to allocate 2.00 GiB"),
        RuntimeError("CUDA out of memory. Tried to allocate"),
        RuntimeError("[CUresult.CUDA_ERROR_OUT_OF_MEMORY] Call to cuMemAlloc"),
        ValueError("RESOURCE_EXHAUSTED: Out of memory while trying to allocate 8 bytes"),
        RuntimeError("CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle)"),
    ],
)
def test_each_library_says_it_its_own_way(error):
    assert ran_out(error)


def test_what_an_error_came_of_counts():
    error = RuntimeError("fit failed")
    error.__cause__ = OutOfMemoryError("full")
    assert ran_out(error)


@pytest.mark.parametrize("error", [None, RuntimeError("broke"), ValueError("memory layout"), KeyError("cuda")])
def test_other_errors_are_other_errors(error):
    assert not ran_out(error)


def test_errors_that_name_each_other_end():
    one, other = RuntimeError("a"), RuntimeError("b")
    one.__cause__, other.__cause__ = other, one
    assert not ran_out(one)
