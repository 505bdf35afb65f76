import pytest

from workbench.contracts import Workload
from workbench.errors import PluginError
from workbench.workloads._function import wrap


def test_defaults_become_parameters_and_workers_are_given(context):
    calls = []

    def work(workers, size=10, kind="fast"):
        """Do it."""
        calls.append((workers, size, kind))

    plugin = wrap(work)
    assert issubclass(plugin, Workload)
    assert (plugin.name, plugin.parameters, plugin.__doc__) == ("work", {"size": 10, "kind": "fast"}, "Do it.")
    assert plugin.task is None
    assert not plugin.uses_backend
    assert not plugin.any_parameters
    assert plugin.unavailable() is None
    plugin().run(None, context)
    plugin(size=3).run(None, context)
    assert calls == [(2, 10, "fast"), (2, 3, "fast")]


def test_what_the_trial_knows_is_given_where_it_is_asked_for_without_default(context):
    seen = {}

    def work(workers, threads_per_worker, scratch, seed=5):
        seen.update(workers=workers, threads=threads_per_worker, scratch=scratch, seed=seed)

    plugin = wrap(work)
    assert plugin.parameters == {"seed": 5}
    plugin().run(None, context)
    assert seen == {"workers": 2, "threads": 3, "scratch": context.scratch, "seed": 5}


def test_an_argument_without_default_must_be_set(context):
    seen = []

    def work(workers, path, depth=None):
        seen.append((path, depth))

    plugin = wrap(work)
    assert plugin.any_parameters
    with pytest.raises(PluginError, match="work needs a value for path") as caught:
        plugin()
    assert "give it a default in the file, or write a suite with parameters = { path = … }" in caught.value.remedy
    with pytest.raises(PluginError, match="work has no parameter pth; it has depth, path"):
        plugin(path="x", pth="y")
    plugin(path="x", depth=2).run(None, context)
    plugin(path="x").run(None, context)
    assert seen == [("x", 2), ("x", None)]


def test_a_function_of_anything_gets_anything(context):
    seen = {}

    def work(**anything):
        seen.update(anything)

    wrap(work)(size=1).run(None, context)
    assert seen == {"workers": 2, "size": 1}


def test_a_star_argument_is_left_alone(context):
    def work(*rest, workers):
        assert rest == ()

    wrap(work)().run(None, context)


def test_a_function_that_takes_no_workers_runs_at_one(context):
    seen = []

    def work(size=1):
        seen.append(size)

    wrap(work)(size=4).run(None, context)
    assert seen == [4]
    assert wrap(work).max_workers == 1
    assert wrap(lambda workers: workers).max_workers is None
    assert wrap(lambda **anything: anything).max_workers is None


def test_arguments_by_position_only_are_refused():
    def work(size, /, workers):
        raise AssertionError(size, workers)

    with pytest.raises(PluginError, match="size by position only"):
        wrap(work)


def test_a_function_whose_call_runs_nothing_is_refused():
    async def later(workers):
        """Nothing of it runs when it is called."""

    async def streamed(workers):
        yield workers

    def lazily(workers):
        yield workers

    for function, told in ((later, "async def"), (streamed, "async def"), (lazily, "generator")):
        with pytest.raises(PluginError, match="nothing would be measured") as caught:
            wrap(function)
        assert told in str(caught.value)
        assert "plain function" in caught.value.remedy
