"""Any estimator with scikit-learn's interface, by its dotted path."""

from __future__ import annotations

import difflib
import importlib
import inspect
from typing import Any, Dict, Mapping, Tuple

from workbench.contracts import Context, Solver
from workbench.errors import PluginError


class Estimator(Solver):
    """Fits the class at `path` (`sklearn.svm.SVC`); every other parameter goes to its constructor.

    The trial's seed is its `random_state` where it has one and the suite sets none. Whether it uses the
    backend's workers depends on the class: one that takes `n_jobs` mostly does, another does the same work at
    every worker count. It must have `fit` and `predict`.
    """

    name = "estimator"
    tasks: Tuple[str, ...] = ("classification", "regression", "text-classification")
    scales_with = "workers"
    parameters = {"path": ""}
    any_parameters = True

    def check(self) -> None:
        """Raises PluginError where there is no such class, or it doesn't take the parameters; narrows `tasks`."""
        self.setup(None)
        self.tasks = _tasks(self.imported)

    def setup(self, data: Any) -> None:  # noqa: ARG002 - the contract's
        """Import the class. Raises PluginError where there is none, or it doesn't take the parameters."""
        self.imported = imported_class(self.values["path"])
        self.accepted = inspect.signature(self.imported).parameters
        _check_arguments(self.values["path"], self.accepted, self._arguments())

    def solve(self, data: Any, context: Context) -> Any:
        """Construct and fit; returns the fitted estimator."""
        arguments = self._arguments()
        if "random_state" in self.accepted:
            arguments.setdefault("random_state", context.seed)
        return self.imported(**arguments).fit(data.X_train, data.y_train)

    def _arguments(self) -> Dict[str, Any]:
        return {name: value for name, value in self.values.items() if name != "path"}


def imported_class(path: str) -> Any:
    """The class at a dotted path. Raises PluginError, with the nearest name, where it can't be had."""
    module_name, _, attribute = path.rpartition(".")
    if not module_name or not all(part.isidentifier() for part in path.split(".")):
        raise PluginError("estimator: path is %r; write the dotted path of a class, such as sklearn.svm.SVC" % path)
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        top = module_name.partition(".")[0]
        raise PluginError(
            "estimator: %s can't be imported: %s" % (module_name, error), "pip install %s?" % top
        ) from error
    if not hasattr(module, attribute):
        raise PluginError("estimator: %s has no %r" % (module_name, attribute), _nearest(attribute, dir(module)))
    found = getattr(module, attribute)
    if not isinstance(found, type) or not (hasattr(found, "fit") and hasattr(found, "predict")):
        raise PluginError("estimator: %s is not a class with fit and predict" % path)
    return found


def _tasks(estimator: type) -> Tuple[str, ...]:
    """What a class does, as scikit-learn's mixins tell; all tasks for one without (a search, a pipeline)."""
    bases = {base.__name__ for base in estimator.__mro__}
    if "ClassifierMixin" in bases and "RegressorMixin" not in bases:
        return ("classification", "text-classification")
    if "RegressorMixin" in bases and "ClassifierMixin" not in bases:
        return ("regression",)
    return Estimator.tasks


def _check_arguments(path: str, accepted: Mapping[str, inspect.Parameter], given: Mapping[str, Any]) -> None:
    if any(one.kind is one.VAR_KEYWORD for one in accepted.values()):
        return
    for name in given:
        if name not in accepted:
            raise PluginError("estimator: %s takes no parameter %r" % (path, name), _nearest(name, accepted))


def _nearest(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, [one for one in known if not one.startswith("_")], 1, 0.5)
    return "did you mean %r?" % near[0] if near else "see its documentation for what there is"


PLUGIN = Estimator
