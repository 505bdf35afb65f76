"""Cards, through stand-ins for torch and cupy at the boundary of the library."""

from types import SimpleNamespace

import pytest

from workbench.ceilings import gpu
from workbench.ceilings.gpu import find_cards
from workbench.contracts import CannotMeasure
from workbench.model.ceiling import Unknown


class Clock:
    """The card's: each piece of work takes so many milliseconds."""

    def __init__(self, milliseconds):
        self.now = 0.0
        self.milliseconds = milliseconds

    def work(self, *_, **__):
        self.now += self.milliseconds


class Event:
    def __init__(self, clock):
        self._clock = clock
        self.at = None

    def record(self):
        self.at = self._clock.now

    def synchronize(self):
        assert self.at is not None

    def elapsed_time(self, other):
        return other.at - self.at


class Here:
    """`with cuda.device(i):`"""

    def __init__(self, card):
        assert card in (0, 1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def torch_of(clock, cards=2, available=True, fail=None):
    def zeros(size, dtype, device="cpu", pin_memory=False):
        assert not (pin_memory and device != "cpu")
        if fail and fail in device:
            raise RuntimeError("CUDA out of memory.\nlong advice")
        return SimpleNamespace(copy_=clock.work)

    def rand(*shape, device):
        return SimpleNamespace(to=lambda kind: kind, add_=clock.work)

    def multiply(left, right, out):
        multiplied.append((left, torch.backends.cuda.matmul.allow_tf32))
        clock.work()

    multiplied = []
    cuda = SimpleNamespace(
        synchronize=lambda card: None,
        is_available=lambda: available,
        device_count=lambda: cards,
        get_device_name=lambda card: f"Card {card}",
        device=Here,
        Event=lambda enable_timing: Event(clock),
    )
    torch = SimpleNamespace(
        cuda=cuda,
        uint8="uint8",
        float32="float32",
        float64="float64",
        bfloat16="bfloat16",
        backends=SimpleNamespace(cuda=SimpleNamespace(matmul=SimpleNamespace(allow_tf32=False))),
        zeros=zeros,
        rand=rand,
        empty_like=lambda array: array,
        matmul=multiply,
        multiplied=multiplied,
    )
    return torch


def cupy_of(clock):
    memory = SimpleNamespace(
        copy_from_device_async=clock.work, copy_from_host_async=clock.work, copy_to_host_async=clock.work
    )
    cuda = SimpleNamespace(
        runtime=SimpleNamespace(getDeviceCount=lambda: 1, getDeviceProperties=lambda card: {"name": b"Card"}),
        Device=Here,
        Event=lambda: Event(clock),
        get_elapsed_time=lambda start, end: start.elapsed_time(end),
        get_current_stream=lambda: SimpleNamespace(synchronize=lambda: None),
        alloc_pinned_memory=lambda size: SimpleNamespace(ptr=1),
    )
    return SimpleNamespace(
        cuda=cuda,
        uint8="uint8",
        float32="float32",
        float64="float64",
        add=lambda left, right, out: None,
        zeros=lambda size, dtype: SimpleNamespace(data=memory),
        random=SimpleNamespace(rand=lambda *shape, dtype: shape),
        empty_like=lambda array: array,
        matmul=clock.work,
    )


def loader(**modules):
    def load(name):
        if name not in modules:
            raise ModuleNotFoundError(name)
        return modules[name]

    return load


@pytest.fixture
def measured(monkeypatch, tmp_path):
    def measure(**modules):
        monkeypatch.setattr(gpu, "find_cards", lambda: find_cards(loader(**modules)))
        return {limit.name: limit for limit in gpu.PLUGIN().measure(str(tmp_path))}

    return measure


@pytest.mark.parametrize(("library", "make", "cards"), [("torch", torch_of, 2), ("cupy", cupy_of, 1)])
def test_rates_are_by_the_cards_own_clock(measured, library, make, cards):
    found = measured(**{library: make(Clock(milliseconds=2.0))})
    assert len(found) == 10 * cards
    assert found["gpu_gemm_float32[0]"].value == pytest.approx(2 * 4096**3 / 2e-3)
    assert found["gpu_copy[0]"].value == pytest.approx(2 * gpu.COPY_BYTES / 2e-3)
    assert found["gpu_host_to_device[0]"].value == pytest.approx(gpu.COPY_BYTES / 2e-3)
    assert found["gpu_device_to_host_pageable[0]"].unit == "bytes/s"
    assert 0 < found["gpu_launch_latency[0]"].value < 1
    assert f"{library} on Card" in found["gpu_copy[0]"].how


def test_each_precision_is_asked_for_and_what_a_program_set_is_left(measured):
    torch = torch_of(Clock(1.0), cards=1)
    torch.backends.cuda.matmul.allow_tf32 = "as it was"
    found = measured(torch=torch)
    assert {"gpu_gemm_%s[0]" % name for name in gpu.PRECISIONS} <= found.keys()
    assert set(torch.multiplied) == {("float64", False), ("float32", False), ("float32", True), ("bfloat16", False)}
    assert torch.backends.cuda.matmul.allow_tf32 == "as it was"


def test_what_a_library_has_no_numbers_for_is_unknown(measured):
    found = measured(cupy=cupy_of(Clock(1.0)))
    assert isinstance(found["gpu_gemm_tf32[0]"], Unknown)
    assert "torch" in found["gpu_gemm_bfloat16[0]"].reason


def test_a_figure_that_fails_leaves_the_others(measured):
    found = measured(torch=torch_of(Clock(1.0), fail="cuda:1"))
    assert isinstance(found["gpu_copy[1]"], Unknown)
    assert found["gpu_copy[1]"].reason.endswith("CUDA out of memory.")
    assert found["gpu_gemm_float32[1]"].value > 0
    assert found["gpu_copy[0]"].value > 0


def test_the_second_library_is_tried_where_the_first_sees_no_card():
    assert find_cards(loader(torch=torch_of(Clock(1.0), available=False), cupy=cupy_of(Clock(1.0)))).library == "cupy"


def test_without_cards_each_library_says_why():
    cupy = cupy_of(Clock(1.0))

    def no_driver():
        raise RuntimeError("cudaErrorInsufficientDriver: too old\nmore")

    cupy.cuda.runtime.getDeviceCount = no_driver
    with pytest.raises(CannotMeasure) as raised:
        find_cards(loader(torch=torch_of(Clock(1.0), cards=0), cupy=cupy))
    assert str(raised.value) == "torch sees no card; cupy: cudaErrorInsufficientDriver: too old"
    with pytest.raises(CannotMeasure, match="torch is not installed; cupy is not installed"):
        find_cards(loader())
