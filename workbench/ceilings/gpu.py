"""How fast each card copies, multiplies, and talks to the host."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any

from workbench.ceilings._cards import Cards, CupyCards, TorchCards, Work
from workbench.contracts import CannotMeasure, CeilingTest
from workbench.model.ceiling import Ceiling, Limit, Unknown

MEBIBYTE = 1 << 20
ROWS = 4096
COPY_BYTES = 256 * MEBIBYTE
ROUNDS = 10
LAUNCHES = 1000
PRECISIONS = ("float64", "float32", "tf32", "bfloat16")
ENGINES: dict[str, Callable[[Any], Cards]] = {"torch": TorchCards, "cupy": CupyCards}


class Gpu(CeilingTest):
    """Times multiplication and copies on each NVIDIA or ROCm card through torch or cupy, by the card's own clock."""

    name = "gpu"
    about_seconds = 10.0

    def measure(self, scratch: str) -> tuple[Limit, ...]:  # noqa: ARG002 - the contract's
        """For card i, operations a second: `gpu_gemm_float64[i]`, `_float32`, `_tf32`, `_bfloat16`; bytes a second:
        `gpu_copy[i]`, `gpu_host_to_device[i]`, `gpu_device_to_host[i]`, and the two with `_pageable` of memory that is
        not page-locked, as most programs' is; seconds: `gpu_launch_latency[i]`."""
        cards = find_cards()
        return tuple(limit for card in range(cards.count()) for limit in _limits(cards, card))


def find_cards(load: Callable[[str], Any] = importlib.import_module) -> Cards:
    """The first library that is here and sees a card. Raises CannotMeasure with what each of them lacked."""
    reasons = []
    for library, engine in ENGINES.items():
        try:
            cards = engine(load(library))
            if cards.count():
                return cards
            reasons.append(f"{library} sees no card")
        except ModuleNotFoundError:
            reasons.append(f"{library} is not installed")
        except Exception as error:  # noqa: BLE001 - what a driver raises differs by library; it is the reason
            reasons.append(f"{library}: {_first_line(error)}")
    raise CannotMeasure("; ".join(reasons), "with a card and its driver: pip install torch")


def _limits(cards: Cards, card: int) -> Iterator[Limit]:
    """A figure that fails (memory, a card that is lost, a library without it) leaves the others."""
    how = f"{cards.library} on {cards.name(card)}"
    rates = f"best of {ROUNDS} rounds, {how}"
    for name, amount, unit, prepare, what in _tests(cards, card):
        try:
            seconds = _best(cards, card, prepare())
        except Exception as error:  # noqa: BLE001 - what a driver raises differs by library; it is the reason
            yield Unknown(f"{name}[{card}]", f"{how}: {_first_line(error)}")
            continue
        yield Ceiling(f"{name}[{card}]", amount / seconds, unit, f"{what}, {rates}")
    yield _latency(cards, card, how)


def _tests(cards: Cards, card: int) -> Iterator[tuple[str, float, str, Callable[[], Work], str]]:
    """Name, what is done in one round, its unit a second, what prepares the round, and how to tell it."""
    for precision in PRECISIONS:
        prepare = partial(cards.multiplication, card, ROWS, precision)
        yield f"gpu_gemm_{precision}", 2.0 * ROWS**3, "flop/s", prepare, f"{ROWS} × {ROWS}, {precision}"
    size, told = COPY_BYTES, f"{COPY_BYTES // MEBIBYTE} MiB"
    both = f"{told}, read and written bytes counted"
    yield "gpu_copy", 2.0 * size, "bytes/s", partial(cards.copy, card, size), both
    for locked, ending, memory in ((True, "", "page-locked"), (False, "_pageable", "pageable")):
        up, down = partial(cards.upload, card, size, locked), partial(cards.download, card, size, locked)
        yield f"gpu_host_to_device{ending}", size, "bytes/s", up, f"{told} from {memory} memory"
        yield f"gpu_device_to_host{ending}", size, "bytes/s", down, f"{told} to {memory} memory"


def _latency(cards: Cards, card: int, how: str) -> Limit:
    """By this program's clock: what it waits for the smallest piece of work."""
    name = f"gpu_launch_latency[{card}]"
    try:
        work = cards.round_trip(card)
        work()
        seconds = median(_waited(work) for _ in range(LAUNCHES))
    except Exception as error:  # noqa: BLE001 - as above
        return Unknown(name, f"{how}: {_first_line(error)}")
    return Ceiling(name, seconds, "s", f"one element, launched and waited for, median of {LAUNCHES}, {how}")


def _waited(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _best(cards: Cards, card: int, work: Callable[[], object]) -> float:
    cards.seconds(card, work)
    return min(cards.seconds(card, work) for _ in range(ROUNDS))


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


PLUGIN = Gpu
