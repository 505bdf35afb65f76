"""How fast each card copies, multiplies, and talks to the host."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

from workbench.ceilings._cards import Cards, CupyCards, TorchCards
from workbench.contracts import CannotMeasure, CeilingTest
from workbench.model.ceiling import Ceiling, Limit, Unknown

MEBIBYTE = 1 << 20
ROWS = 4096
COPY_BYTES = 256 * MEBIBYTE
ROUNDS = 10
ENGINES: dict[str, Callable[[Any], Cards]] = {"torch": TorchCards, "cupy": CupyCards}


class Gpu(CeilingTest):
    """Times multiplication and copies on each NVIDIA or ROCm card through torch or cupy, by the card's own clock."""

    name = "gpu"
    about_seconds = 10.0

    def measure(self, scratch: str) -> tuple[Limit, ...]:  # noqa: ARG002 - the contract's
        """For card i `gpu_gemm_float32[i]` (flop/s), and in bytes a second `gpu_copy[i]`, `gpu_host_to_device[i]` and
        `gpu_device_to_host[i]`."""
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
    """A figure that fails (memory, a card that is lost) leaves the others."""
    how = f"{cards.library} on {cards.name(card)}"
    tests = (
        ("gpu_gemm_float32", 2.0 * ROWS**3, "flop/s", cards.multiplication, ROWS, f"{ROWS} × {ROWS}, float32"),
        ("gpu_copy", 2.0 * COPY_BYTES, "bytes/s", cards.copy, COPY_BYTES, "256 MiB, read and written bytes counted"),
        ("gpu_host_to_device", COPY_BYTES, "bytes/s", cards.upload, COPY_BYTES, "256 MiB from page-locked memory"),
        ("gpu_device_to_host", COPY_BYTES, "bytes/s", cards.download, COPY_BYTES, "256 MiB to page-locked memory"),
    )
    for name, amount, unit, prepare, size, what in tests:
        try:
            seconds = _best(cards, card, prepare(card, size))
        except Exception as error:  # noqa: BLE001 - as above
            yield Unknown(f"{name}[{card}]", f"{how}: {_first_line(error)}")
            continue
        yield Ceiling(f"{name}[{card}]", amount / seconds, unit, f"{what}, best of {ROUNDS} rounds, {how}")


def _best(cards: Cards, card: int, work: Callable[[], object]) -> float:
    cards.seconds(card, work)
    return min(cards.seconds(card, work) for _ in range(ROUNDS))


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


PLUGIN = Gpu
