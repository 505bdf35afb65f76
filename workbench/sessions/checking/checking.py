"""A check, end to end."""

from __future__ import annotations

from workbench.model.gate import Check
from workbench.sessions.checking.against import check_against
from workbench.sessions.checking.asked import Asked, Caches
from workbench.sessions.launching import Tell
from workbench.store.cache import DataCache, default_root
from workbench.store.environments import EnvironmentCache
from workbench.store.environments import default_root as environments_root


def run_check(asked: Asked, tell: Tell) -> Check:
    """What `asked` comes to. Raises as `check_against`; KeyboardInterrupt leaves what was launched as two runs."""
    with EnvironmentCache(environments_root()) as environments:
        return check_against(asked, Caches(DataCache(default_root()), environments), tell)
