"""What cases compute on: the devices that a block asks for and its solvers can use, and what this machine lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from workbench.contracts.devices import CardsHere
from workbench.model.device import CPU, KINDS, kind_of
from workbench.planning.inquiry import Inquiry
from workbench.planning.interpreters import DEFAULT_ENVIRONMENT
from workbench.planning.lookup import LookedUp

BY_ITSELF = (CPU, *(kind for kind in KINDS if kind != CPU))
"""What work without a solver may be given: it is told the device, and uses it or not."""


def usable(asked: Sequence[str], takes: Sequence[str]) -> tuple[str, ...]:
    """Those of the devices `asked` that are of a kind it `takes`; of its first kind where none are asked."""
    return tuple(device for device in asked if kind_of(device) in takes) if asked else tuple(takes[:1])


def without_cards(blocks: Iterable[LookedUp], inquiry: Inquiry, cards: CardsHere) -> dict[str, str]:
    """Environments that only cases on cards would run in which this machine lacks → what it lacks.

    Nothing is built for these: an environment of CUDA's libraries is some gigabytes. Blocks that name no environment
    were asked about in the interpreter that runs workbench.
    """
    missing: dict[str, list[str | None]] = {}
    for block in blocks:
        missing.setdefault(block.environment, []).extend(map(cards.missing, _devices(block, inquiry)))
    return {
        name: reasons[0]
        for name, reasons in missing.items()
        if name != DEFAULT_ENVIRONMENT and reasons and None not in reasons and reasons[0] is not None
    }


def _devices(block: LookedUp, inquiry: Inquiry) -> Iterator[str]:
    asked = block.request.devices
    if block.request.environments or not block.solvers:
        yield from usable(asked, BY_ITSELF)
        return
    for _, reference in block.solvers:
        yield from usable(asked, inquiry.answer(DEFAULT_ENVIRONMENT, reference).devices)
