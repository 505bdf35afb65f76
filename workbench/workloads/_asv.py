"""What asv_runner finds in a folder of asv's benchmarks, and one benchmark made ready to be called."""

from __future__ import annotations

import ast
import hashlib
import importlib
import itertools
import os
import pkgutil
import re
import sys
from typing import Any, Dict, Iterator, List, Tuple

from workbench.errors import DataError, PluginError

Values = Dict[str, Any]
OWN = ("folder", "benchmark", "match")
"""Parameters of the workload; one of asv's that is called the same gets `param_` before it."""


def find_benchmarks(root: str, match: str) -> List[Values]:
    """Name and parameter values of every benchmark in the package folder `root` whose name `match` is found in.

    A module that can't be imported stands there under its own name: calling that tells why. Raises PluginError where
    nothing can be discovered, DataError for what is no folder, no regular expression, or matches nothing.
    """
    from asv_runner._aux import update_sys_path
    from asv_runner.discovery import disc_benchmarks

    try:
        pattern = re.compile(match)
    except re.error as error:
        raise DataError("asv: match %r is no regular expression: %s" % (match, error)) from error
    if not os.path.isdir(root):
        raise DataError("asv: there is no folder %s" % root)
    update_sys_path(root)
    try:
        benchmarks = list(disc_benchmarks(root, ignore_import_errors=True))
    except Exception as error:
        raise PluginError(
            "asv can't discover the benchmarks in %s: %s: %s" % (root, type(error).__name__, error)
        ) from error
    found = [values for benchmark in benchmarks for values in _choices(benchmark)]
    found += [{"benchmark": name} for name in _not_imported(root)]
    chosen = [values for values in found if pattern.search(values["benchmark"])]
    if not chosen:
        if not found:
            raise DataError("asv: there is no benchmark in %s" % root, "give the benchmark_dir of a project of asv")
        raise DataError("asv: none of the %d benchmarks in %s matches %r" % (len(found), root, match))
    return chosen


def ready_benchmark(root: str, values: Values) -> Any:
    """asv_runner's object of one benchmark, with its parameters set. Raises what importing it raises, and DataError
    where there is none of that name or with those values."""
    from asv_runner.discovery import get_benchmark_from_name

    name = values["benchmark"]
    try:
        benchmark = get_benchmark_from_name(root, name)
    except ValueError as error:
        # A module that could not be imported: its own error says more.
        importlib.import_module("%s.%s" % (os.path.basename(root), name))
        raise DataError("asv: %s" % error) from error
    if benchmark.params:
        benchmark.set_param_idx(_index(benchmark, values))
    return benchmark


def sources_key(root: str) -> str:
    """The SHA-256 over the folder's Python files."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(files):
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                digest.update(os.path.relpath(path, root).encode("utf-8", "surrogateescape") + b"\0")
                with open(path, "rb") as file:
                    digest.update(file.read())
    return digest.hexdigest()


def _choices(benchmark: Any) -> Iterator[Values]:
    for texts in itertools.product(*benchmark.params):
        values = {"benchmark": benchmark.name}
        for name, text in zip(benchmark.param_names, texts):
            values[_own_name(name)] = _value(text)
        yield values


def _own_name(name: str) -> str:
    return "param_" + name if name in OWN else name


def _index(benchmark: Any, values: Values) -> int:
    wanted = {name: value for name, value in values.items() if name not in OWN}
    for index, choice in enumerate(_choices(benchmark)):
        choice.pop("benchmark")
        if choice == wanted:
            return index
    told = ", ".join("%s=%s" % each for each in wanted.items()) or "without parameters"
    raise DataError("asv: %s is not parametrized as %s" % (benchmark.name, told))


def _value(text: str) -> Any:
    """A number, text or true/false as itself; anything else by what asv calls it."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if type(value) in (str, int, float, bool) else text


def _not_imported(root: str) -> List[str]:
    """The modules below the package that are not there after all were imported, without the package's own name."""
    package = os.path.basename(root)
    if package not in sys.modules:
        importlib.import_module(package)
    return [name.partition(".")[2] for name, path in _modules(root, package) if name not in sys.modules]


def _modules(folder: str, package: str) -> Iterator[Tuple[str, str]]:
    for _, name, is_package in pkgutil.iter_modules([folder]):
        path = os.path.join(folder, name)
        yield "%s.%s" % (package, name), path
        if is_package and "%s.%s" % (package, name) in sys.modules:
            yield from _modules(path, "%s.%s" % (package, name))
