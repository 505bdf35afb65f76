"""A check, end to end."""

from __future__ import annotations

from workbench.model.gate import Check
from workbench.sessions.checking.against import check_against
from workbench.sessions.checking.asked import Asked, Caches
from workbench.sessions.checking.stored import check_stored
from workbench.sessions.launching import Tell
from workbench.sessions.opening import open_workplace
from workbench.store.cache import DataCache, default_root
from workbench.store.environments import EnvironmentCache
from workbench.store.environments import default_root as environments_root


def run_check(asked: Asked, tell: Tell) -> Check:
    """What `asked` comes to; KeyboardInterrupt leaves what was launched as runs.

    Raises as `check_against` and `check_stored`.
    """
    if asked.baseline is not None:
        with open_workplace(asked.results) as workplace:
            return check_stored(asked, workplace, tell)
    with EnvironmentCache(environments_root()) as environments:
        return check_against(asked, Caches(DataCache(default_root()), environments), tell)
