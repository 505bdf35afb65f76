"""A plain Python function, of `workers` or of none, from a person's file: `./mine.py:function`."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Dict, Mapping, Type

from workbench.contracts import Context, Workload
from workbench.errors import PluginError

SCALARS = (str, int, float, bool)


class FunctionWorkload(Workload):
    """Calls its function once a repeat; what that returns is not used. It brings its own workers.

    `workers` is given where it takes them; where it doesn't it runs at 1 worker only. `threads_per_worker`, `seed` and
    `scratch` are given where the function takes them without a default. Its other arguments are parameters: those with
    a default of text, number or true/false keep it unless the suite says otherwise, those without one must be set.
    """

    uses_backend = False
    function: Callable[..., Any]

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        _check(self.function, self.values)

    def run(self, data: Any, context: Context) -> None:  # noqa: ARG002 - the contract's
        """Call the function."""
        arguments = dict(self.values)
        arguments.update({name: getattr(context, name) for name in _given(self.function)})
        self.function(**arguments)


def wrap(function: Callable[..., Any]) -> Type[FunctionWorkload]:
    """The workload class of a function. Raises PluginError where a call would run nothing."""
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise PluginError(
            "%s is an `async def`: calling it only makes a coroutine, and nothing would be measured"
            % function.__name__,
            "give a plain function that runs it: def run(workers): asyncio.run(%s(workers))" % function.__name__,
        )
    if inspect.isgeneratorfunction(function):
        raise PluginError(
            "%s is a generator: calling it runs none of it, and nothing would be measured" % function.__name__,
            "give a plain function that uses up what it yields",
        )
    accepted = inspect.signature(function).parameters
    named = {name: one for name, one in accepted.items() if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)}
    positional = [name for name, one in accepted.items() if one.kind is one.POSITIONAL_ONLY]
    if positional:
        raise PluginError("%s takes %s by position only: remove the `/`" % (function.__name__, ", ".join(positional)))
    given = _given(function)
    defaults = {name: one.default for name, one in named.items() if isinstance(one.default, SCALARS)}
    defaults.pop("workers", None)
    others = _takes_any(accepted) or set(named) - set(defaults) - set(given)
    body: Dict[str, Any] = {
        "__doc__": function.__doc__,
        "__module__": function.__module__,
        "name": function.__name__,
        "parameters": defaults,
        "any_parameters": bool(others),
        "max_workers": None if "workers" in given else 1,
        "function": staticmethod(function),
    }
    return type(function.__name__, (FunctionWorkload,), body)


def _takes_any(accepted: Mapping[str, inspect.Parameter]) -> bool:
    return any(one.kind is one.VAR_KEYWORD for one in accepted.values())


def _given(function: Callable[..., Any]) -> tuple[str, ...]:
    """The arguments that the trial fills in."""
    accepted = inspect.signature(function).parameters
    of_trial = ("threads_per_worker", "seed", "scratch")
    asked = [name for name in of_trial if name in accepted and accepted[name].default is inspect.Parameter.empty]
    return ("workers", *asked) if "workers" in accepted or _takes_any(accepted) else tuple(asked)


def _check(function: Callable[..., Any], values: Mapping[str, Any]) -> None:
    """Raises PluginError for a missing or unknown argument."""
    accepted = inspect.signature(function).parameters
    known = {name for name, one in accepted.items() if one.kind is not one.VAR_KEYWORD} - set(_given(function))
    required = [
        name
        for name in known
        if accepted[name].default is inspect.Parameter.empty
        and accepted[name].kind is not inspect.Parameter.VAR_POSITIONAL
    ]
    missing = sorted(set(required) - set(values))
    if missing:
        raise PluginError(
            "%s needs a value for %s" % (function.__name__, ", ".join(missing)),
            "give it a default in the file, or write a suite with parameters = { %s = … }" % missing[0],
        )
    unknown = sorted(set(values) - known)
    if unknown and not _takes_any(accepted):
        raise PluginError(
            "%s has no parameter %s; it has %s"
            % (function.__name__, ", ".join(unknown), ", ".join(sorted(known)) or "none")
        )
