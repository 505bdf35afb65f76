"""What the runner asks to be watched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Sequence

from workbench.wire import Message


@dataclass(frozen=True)
class WatchOrder:
    """The `watch` message: which tree, since when, how often, and where the series go (None: nowhere).

    `workers` is how many the trial was told to use; `groups` are the folders of its control groups; `live`: the
    runner wants to hear now and then how it goes. `beside` are more processes, watched with all that they start;
    `standing`: they all ran before, and what they have used until the watch begins is not the trial's.
    """

    trial_id: str
    pid: int
    launched_at: float
    interval_seconds: float = 0.1
    launcher_pid: Optional[int] = None
    series_path: Optional[str] = None
    workers: int = 1
    groups: Sequence[str] = ()
    live: bool = False
    beside: Sequence[int] = ()
    standing: bool = False

    @classmethod
    def from_message(cls, message: Message) -> WatchOrder:
        """The order in a `watch` message. Raises TypeError for one of another shape."""
        known = cls.__dataclass_fields__
        return cls(**{name: value for name, value in message.items() if name in known})
