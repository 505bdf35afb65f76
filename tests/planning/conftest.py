"""A small world of plug-ins, described by dicts: no process is started, nothing of the shipped ones is needed."""

from dataclasses import replace

import pytest

from workbench.errors import ConfigurationError
from workbench.model.declared_environment import DeclaredEnvironment
from workbench.model.description import Description
from workbench.model.plan import PluginReference
from workbench.planning.suite import parse_plan
from workbench.registry import catalogue

DESCRIPTIONS = {
    ("workload", "flights"): Description(parameters={"rows": 1000}, task="classification", data_bytes=8),
    ("workload", "ridge"): Description(parameters={"samples": 10, "noise": 0.5}, task="regression"),
    ("workload", "waiting"): Description(
        parameters={"seconds": 1.0, "fast": False, "mode": "a"}, known_serial_fraction=0.05
    ),
    ("workload", "command"): Description(parameters={"command": ""}, uses_backend=False),
    ("workload", "table"): Description(
        parameters={"path": "", "target": "", "task": ""}, task="regression", key="hash of the file"
    ),
    ("workload", "gone"): Description(unavailable="needs gone: pip install gone"),
    ("workload", "broken"): Description(error="SyntaxError: bad"),
    ("solver", "sag"): Description(
        parameters={"C": 1.0, "max_iter": 100}, tasks=("classification",), variants=("fast", "slow")
    ),
    ("solver", "forest"): Description(
        parameters={"trees": 10}, tasks=("classification", "regression"), scales_with="workers"
    ),
    ("solver", "placed"): Description(
        parameters={"placement": "scatter"}, tasks=("regression",), scales_with="workers", places_data=True
    ),
    ("solver", "boost"): Description(tasks=("classification",), scales_with="own"),
    ("solver", "afield"): Description(tasks=("classification",), scales_with="own", engine="dask"),
    ("solver", "snap"): Description(
        tasks=("classification",), scales_with="own", environment=DeclaredEnvironment("snap", ("snapml==1.17.2",))
    ),
    ("solver", "spread"): Description(
        tasks=("classification",), scales_with="workers", environment=DeclaredEnvironment("snap", ("snapml==1.17.2",))
    ),
    ("solver", "rival"): Description(
        tasks=("classification",), environment=DeclaredEnvironment("snap", ("snapml==1.16",))
    ),
    ("solver", "torch"): Description(tasks=("classification",), devices=("cpu", "cuda")),
    ("solver", "cuml"): Description(
        tasks=("classification",), devices=("cuda",), environment=DeclaredEnvironment("rapids", ("cuml",))
    ),
    ("solver", "odd"): Description(tasks=("classification",), scales_with="thread"),
    ("solver", "estimator"): Description(
        parameters={"path": ""}, any_parameters=True, tasks=("classification", "regression")
    ),
    ("backend", "serial"): Description(max_workers=1),
    ("backend", "own"): Description(),
    ("backend", "threading"): Description(),
    ("backend", "loky"): Description(unavailable="needs joblib: pip install joblib"),
    ("backend", "pool"): Description(start_methods=("fork", "spawn"), worker_processes=True),
    ("backend", "far"): Description(
        environment=DeclaredEnvironment("far", ("far",), needs=("java>=17",), variables={"FAR": "1"})
    ),
    ("backend", "ipyparallel"): Description(takes_address=True),
    ("backend", "dask"): Description(takes_address=True, places_data=True),
    ("cluster", "dask"): Description(),
    ("cluster", "ipyparallel"): Description(),
}


class FakePlugins:
    def catalogue(self, kind):
        if kind == "environment":
            return catalogue(kind)
        names = [name for known, name in DESCRIPTIONS if known == kind]
        return {name: PluginReference(kind, name, "fake." + name, "PLUGIN") for name in names}

    def solvers_of(self, task):
        return tuple(name for (kind, name), said in DESCRIPTIONS.items() if kind == "solver" and task in said.tasks)

    def placing_backends(self):
        return tuple(name for (kind, name), said in DESCRIPTIONS.items() if kind == "backend" and said.places_data)

    def modules(self):
        return frozenset({"numpy", "workbench"})


class FakeDescribe:
    """Answers from the dict; a user's file says `files[attribute]`. Remembers what it was asked."""

    def __init__(self):
        self.files = {}
        self.narrowed = {}
        self.rounds = []

    def __call__(self, questions, environment):
        self.rounds.append((environment.interpreter, tuple(questions)))
        return [self._answer(question) for question in questions]

    def _answer(self, question):
        reference = question.reference
        if reference.path is not None:
            answer = self.files[reference.attribute]
            return answer(question.parameters) if callable(answer) else answer
        if reference.module == "fake.flights" and question.parameters.get("rows") == 13:
            return Description(error="DataError: thirteen is unlucky")
        if question.parameters.get("path") in self.narrowed:
            tasks = self.narrowed[question.parameters["path"]]
            return replace(DESCRIPTIONS["solver", "estimator"], tasks=tasks)
        if "placement" in question.parameters:
            return replace(DESCRIPTIONS["solver", "placed"], shares_files=question.parameters["placement"] == "shared")
        return DESCRIPTIONS[reference.kind, reference.module.removeprefix("fake.")]


@pytest.fixture
def describe():
    return FakeDescribe()


@pytest.fixture
def plugins():
    return FakePlugins()


@pytest.fixture
def plan(tmp_path, describe, plugins):
    """Text → Plan, as if it stood in tmp_path/suite.toml."""

    def parse(text):
        return parse_plan(text, str(tmp_path / "suite.toml"), describe, plugins)

    return parse


@pytest.fixture
def complaints(plan):
    """Text → the complaints about it, as (line, message, remedy)."""

    def collect(text):
        with pytest.raises(ConfigurationError) as caught:
            plan(text)
        return [(one.line, one.message, one.remedy or "") for one in caught.value.complaints]

    return collect
