"""Small workloads for every task, and what whole runs of them are held against."""

import pytest

from workbench import registry


@pytest.fixture(scope="session")
def workload_of():
    """Task → (a workload's name, parameters that make it small)."""
    plugins = sorted((name, registry.load(found)) for name, found in registry.catalogue("workload").items())
    return {
        plugin.task: (name, dict(plugin.small)) for name, plugin in reversed(plugins) if plugin.task and plugin.small
    }
