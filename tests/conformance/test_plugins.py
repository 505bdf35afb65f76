"""One test over every plug-in of every kind: what `workbench.contracts` asks of it, whoever wrote it."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench
from workbench import registry
from workbench.contracts import Place, Plugin
from workbench.errors import PluginError
from workbench.model.plan import PluginReference

RUN_BY_OLD_PYTHONS = ("workload", "solver", "backend", "probe", "counter")
"""The kinds that the child imports, under any Python from 3.8."""
MENDED = re.compile(r"[^:]+: \S.* \S.*")
"""What is missing, then what to do about it."""
IMPORT_EACH = """
import importlib, json, sys
found = {}
for name in json.loads(sys.argv[1]):
    before = set(sys.modules)
    try:
        importlib.import_module(name)
        found[name] = sorted({module.partition(".")[0] for module in set(sys.modules) - before})
    except Exception as error:
        found[name] = repr(error)
print(json.dumps(found))
"""


def references() -> Iterator[PluginReference]:
    for kind in registry.CONTRACTS:
        yield from registry.catalogue(kind).values()


def shipped() -> list[PluginReference]:
    return [reference for reference in references() if reference.module.startswith("workbench.")]


def source_of(reference: PluginReference) -> str:
    return Path(str(importlib.import_module(reference.module).__file__)).read_text(encoding="utf-8")


def named(reference: PluginReference) -> str:
    return f"{reference.kind}-{reference.name}"


every_plugin = pytest.mark.parametrize("reference", list(references()), ids=named)
every_shipped_plugin = pytest.mark.parametrize("reference", shipped(), ids=named)
every_kind = pytest.mark.parametrize("kind", list(registry.CONTRACTS))


@every_kind
def test_every_kind_has_a_plugin(kind):
    assert registry.catalogue(kind)


@every_plugin
def test_it_says_what_it_is(reference):
    plugin = registry.load(reference)
    assert issubclass(plugin, registry.CONTRACTS[reference.kind])
    assert plugin.name == reference.name
    assert re.fullmatch(r"[A-Za-z][\w.-]*", plugin.name), "a suite could not name it"
    assert (plugin.__doc__ or "").strip()
    assert plugin.__doc__ != registry.CONTRACTS[reference.kind].__doc__


@every_shipped_plugin
def test_it_lives_in_one_file_and_is_the_only_plugin_there(reference):
    module = importlib.import_module(reference.module)
    assert not hasattr(module, "__path__")
    here = {
        found
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Plugin) and found.__module__ == module.__name__
    }
    assert here == {module.PLUGIN}


@every_shipped_plugin
def test_its_top_level_imports_the_standard_library_and_workbench_only(reference):
    allowed = sys.stdlib_module_names | {"workbench"}
    assert set(top_level_imports(ast.parse(source_of(reference)).body)) <= allowed


def top_level_imports(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            yield (statement.module or "").partition(".")[0]
        elif isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            yield from top_level_imports(statement.orelse)
        elif isinstance(statement, ast.If | ast.Try | ast.With | ast.ClassDef):
            inner = [child for child in ast.walk(statement) if isinstance(child, ast.Import | ast.ImportFrom)]
            in_functions = [child for child in ast.walk(statement) if isinstance(child, ast.FunctionDef)]
            lazy = {id(found) for function in in_functions for found in ast.walk(function)}
            yield from top_level_imports([child for child in inner if id(child) not in lazy])


@pytest.fixture(scope="module")
def imported_bare(tmp_path_factory) -> dict[str, object]:
    """Each module, imported by an interpreter that finds the standard library and a link to this package."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "workbench").symlink_to(Path(workbench.__file__).parent)
    names = json.dumps([reference.module for reference in shipped()])
    output = subprocess.run(
        [sys.executable, "-S", "-s", "-c", IMPORT_EACH, names],
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path_factory.mktemp("empty"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return json.loads(output)


@every_shipped_plugin
def test_it_can_be_imported_where_nothing_is_installed(reference, imported_bare):
    brought = imported_bare[reference.module]
    assert isinstance(brought, list), brought
    assert set(brought) <= sys.stdlib_module_names | {"workbench"}


@every_shipped_plugin
def test_it_keeps_to_the_syntax_of_python_3_8(reference):
    if reference.kind in RUN_BY_OLD_PYTHONS:
        ast.parse(source_of(reference), feature_version=(3, 8))


def test_all_that_the_child_imports_keeps_to_the_library_of_python_3_8():
    files = [
        str(importlib.import_module(reference.module).__file__)
        for reference in shipped()
        if reference.kind in RUN_BY_OLD_PYTHONS
    ]
    shared = [str(path) for folder in {Path(file).parent for file in files} for path in folder.glob("_*.py")]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("vermin")), "-t=3.8-", "--no-tips", "-q", *files, *shared],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@every_plugin
def test_it_says_what_would_mend_it_where_it_cannot_run(reference):
    reason = registry.load(reference).unavailable()
    assert reason is None or MENDED.fullmatch(reason)


@every_plugin
def test_without_what_it_requires_it_names_the_module_and_the_command(reference, monkeypatch):
    plugin = registry.load(reference)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, package=None: None)
    reason = plugin.unavailable()
    if plugin.requires:
        assert any(module in reason and command in reason for module, command in plugin.requires.items())
    else:
        assert reason is None or MENDED.fullmatch(reason)


@every_plugin
def test_its_parameters_have_defaults_that_a_suite_can_write(reference):
    plugin = registry.load(reference)
    if takes_parameters(reference.kind):
        assert all(isinstance(default, str | int | float | bool) for default in plugin.parameters.values())


@every_plugin
def test_its_constructor_takes_what_it_declares(reference):
    plugin = registry.load(reference)
    taken = [name for name, parameter in signature(plugin).items() if parameter.default is parameter.empty]
    required = {name: Place() if name == "place" else 1 for name in taken}
    if not takes_parameters(reference.kind):
        assert isinstance(plugin(**required), plugin)
        return
    for variant in getattr(plugin, "variants", ()) or (None,):
        chosen = {} if variant is None else {"variant": variant}
        made = plugin(**chosen, **plugin.parameters)
        assert {name: made.values[name] for name in plugin.parameters} == dict(plugin.parameters)
        assert variant is None or made.variant == variant


@pytest.mark.parametrize("reference", list(registry.catalogue("backend").values()), ids=named)
def test_a_backend_takes_what_the_child_hands_it(reference, tmp_path):
    plugin = registry.load(reference)
    for start_method in plugin.start_methods or (None,):
        made = plugin(
            workers=1,
            threads_per_worker=2,
            start_method=start_method,
            scratch=str(tmp_path),
            memory_limit_bytes=10**9,
        )
        assert (made.workers, made.threads_per_worker, made.start_method) == (1, 2, start_method)


def signature(plugin: type) -> dict[str, inspect.Parameter]:
    kinds = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    found = inspect.signature(plugin).parameters
    return {name: parameter for name, parameter in found.items() if parameter.kind not in kinds}


def takes_parameters(kind: str) -> bool:
    """Whether plug-ins of this kind are made with the parameters that a suite sets."""
    taken = inspect.signature(registry.CONTRACTS[kind]).parameters.values()
    return any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken)


# What is broken is named, never left out.

BROKEN = {
    "raises": ("raise RuntimeError('out of order')\nPLUGIN = None\n", "out of order"),
    "does_not_parse": ("def (:\n", "SyntaxError"),
    "misses_a_library": ("import a_library_nobody_has\n", "a_library_nobody_has"),
    "has_no_plugin": ("class Mine: pass\n", "PLUGIN"),
    "breaks_the_contract": ("class Mine:\n    name = 'mine'\nPLUGIN = Mine\n", "is not a"),
    "is_an_instance": ("from workbench.contracts import Plugin\nPLUGIN = Plugin()\n", "is not a"),
    "has_no_name": ("from workbench.registry import CONTRACTS\nclass PLUGIN(CONTRACTS['{kind}']): pass\n", "no name"),
}


@every_kind
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_file_in_a_room_is_an_error_that_names_it(kind, how, tmp_path, monkeypatch):
    text, said = BROKEN[how]
    room = importlib.import_module(next(iter(registry.catalogue(kind).values())).module.rpartition(".")[0])
    (tmp_path / f"{how}.py").write_text(text.replace("{kind}", kind))
    monkeypatch.setattr(room, "__path__", [*room.__path__, str(tmp_path)])
    with pytest.raises(PluginError, match=how) as raised:
        registry.catalogue(kind)
    sys.modules.pop(f"{room.__name__}.{how}", None)
    assert said in str(raised.value)


@every_kind
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_third_party_is_an_error_that_names_it(kind, how, tmp_path, monkeypatch):
    text, said = BROKEN[how]
    module = f"third_party_{kind}_{how}"
    install(tmp_path, monkeypatch, kind, module, text.replace("{kind}", kind))
    with pytest.raises(PluginError, match=module) as raised:
        registry.catalogue(kind)
    assert said in str(raised.value)


@every_kind
def test_two_of_one_name_are_an_error_that_names_both(kind, tmp_path, monkeypatch):
    ours = next(iter(registry.catalogue(kind).values()))
    module = f"third_party_{kind}_twin"
    install(tmp_path, monkeypatch, kind, module, plugin_text(kind, ours.name))
    with pytest.raises(PluginError, match=ours.module) as raised:
        registry.catalogue(kind)
    assert module in str(raised.value)


# Third parties and a user's own file meet the same catalogue.


@every_kind
def test_a_third_party_is_found_by_its_entry_point(kind, tmp_path, monkeypatch):
    module = f"third_party_{kind}"
    install(tmp_path, monkeypatch, kind, module, plugin_text(kind, "their-own"))
    reference = registry.resolve(kind, "their-own")
    assert (reference.module, reference.attribute, reference.path) == (module, "PLUGIN", None)
    assert registry.load(reference).name == "their-own"
    assert "their-own" in registry.catalogue(kind)


@every_kind
def test_a_users_file_is_named_by_its_path(kind, tmp_path, monkeypatch):
    (tmp_path / f"my-{kind}.py").write_text(plugin_text(kind, "mine"))
    (tmp_path / f"my_{kind}.py").write_text(plugin_text(kind, "mine"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    reference = registry.resolve(kind, f"./my-{kind}.py:PLUGIN")
    assert reference.path == os.path.realpath(tmp_path / f"my-{kind}.py")
    assert (reference.module, reference.attribute) == (f"my_{kind}", "PLUGIN")
    assert registry.load(reference).name == "mine"
    sys.modules.pop(reference.module)


def test_a_variant_in_brackets_is_split_off_a_path_too():
    reference = registry.resolve("solver", "./mine.py:Mine[fast]")
    assert (reference.attribute, reference.variant, reference.name) == ("Mine", "fast", "./mine.py:Mine[fast]")


@every_kind
def test_an_unknown_name_says_what_is_known(kind):
    with pytest.raises(registry.UnknownPlugin, match="no-such") as raised:
        registry.resolve(kind, "no-such")
    assert set(raised.value.known) == set(registry.catalogue(kind))


def plugin_text(kind: str, name: str) -> str:
    contract = registry.CONTRACTS[kind].__name__
    return f"from workbench.contracts import {contract}\nclass PLUGIN({contract}):\n    name = {name!r}\n"


def install(folder: Path, monkeypatch, kind: str, module: str, text: str) -> None:
    """What an installer leaves: a module and the metadata that point to it."""
    metadata = folder / f"{module}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    group = registry.ENTRY_POINT_GROUP % kind
    (metadata / "entry_points.txt").write_text(f"[{group}]\nmine = {module}:PLUGIN\n")
    (folder / f"{module}.py").write_text(text)
    monkeypatch.syspath_prepend(str(folder))
