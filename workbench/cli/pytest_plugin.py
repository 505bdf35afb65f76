"""The pytest plug-in: off unless `--workbench` is given; then it measures what tests ask for, once they have ended.

Imports nothing of ours until then: pytest loads this module in every project that has workbench installed.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Optional, Union

import pytest

if TYPE_CHECKING:
    from workbench.model.plan import Plan
    from workbench.sessions.testing.measuring import Measured
    from workbench.sessions.testing.requests import Recorded

MARK = "workbench(launches, repeats, workers): measure this test, or what it gives its fixture `workbench`"
REPEATS_IN_PROCESS = 3
WIDEST = 120
Workers = Union[int, Sequence[int], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The four options."""
    group = parser.getgroup("workbench", "measuring in fresh processes")
    group.addoption("--workbench", action="store_true", help="Measure tests that are marked, or use the fixture.")
    group.addoption("--workbench-results", metavar="DIR", default="results", help="Where runs are kept.")
    group.addoption("--workbench-baseline", metavar="RUN|DIR", help="Compare with this run, or the newest in DIR.")
    group.addoption(
        "--workbench-fail", action="store_true", help="Fail where something is slower or worse, or wasn't compared."
    )


def pytest_configure(config: pytest.Config) -> None:
    """Tell the mark; with `--workbench`, what records and measures. One process measures, so not with -n."""
    config.addinivalue_line("markers", MARK)
    if not config.getoption("workbench"):
        return
    if getattr(config.option, "numprocesses", None) or hasattr(config, "workerinput"):
        raise pytest.UsageError("--workbench measures, so nothing may run beside it: leave -n out")
    from workbench.sessions.testing.requests import Recorded

    config.pluginmanager.register(_Session(config, Recorded()), "workbench-session")


class Measure:
    """The fixture: calls a function, and with `--workbench` has it measured."""

    def __init__(self, test: str, asked: dict[str, Any], session: Optional[_Session]) -> None:
        self._test = test
        self._asked = asked
        self._session = session

    def __call__(
        self,
        function: Callable[..., Any],
        *,
        launches: Optional[int] = None,
        repeats: Optional[int] = None,
        workers: Workers = None,
        **parameters: Any,
    ) -> Any:
        """What `function(**parameters)` returns, called once here. A function of `workers` gets the first of them."""
        given = {"launches": launches, "repeats": repeats, "workers": workers}
        asked = {**self._asked, **{name: value for name, value in given.items() if value is not None}}
        count = asked.get("workers")
        if count is not None:
            parameters_here = {"workers": count if isinstance(count, int) else count[0], **parameters}
        else:
            parameters_here = parameters
        returned = function(**parameters_here)
        if self._session is not None:
            repeats = asked.get("repeats") or REPEATS_IN_PROCESS

            def timed() -> tuple[float, ...]:
                return tuple(_seconds(lambda: function(**parameters_here)) for _ in range(repeats))

            self._session.record(self._test, function, parameters, asked, timed)
        return returned


@pytest.fixture(name="workbench")
def measure(request: pytest.FixtureRequest) -> Measure:
    """`workbench(function, launches=…, repeats=…, workers=…, **parameters)` calls it, and has it measured."""
    session = request.config.pluginmanager.get_plugin("workbench-session")
    return Measure(request.node.nodeid, _asked(request.node), session)


def _asked(item: pytest.Item) -> dict[str, Any]:
    """What the mark says. Raises UsageError for words it doesn't know."""
    mark = item.get_closest_marker("workbench")
    asked = {} if mark is None else dict(mark.kwargs)
    if mark is not None and (mark.args or set(asked) - {"launches", "repeats", "workers"}):
        raise pytest.UsageError(f"{item.nodeid}: the mark is workbench(launches=…, repeats=…, workers=…)")
    return asked


class _Session:
    """Records while tests run, measures when they have ended."""

    def __init__(self, config: pytest.Config, recorded: Recorded) -> None:
        self._config = config
        self._recorded = recorded
        self._lines: list[str] = []

    def record(
        self,
        test: str,
        function: Callable[..., Any],
        parameters: dict[str, Any],
        asked: dict[str, Any],
        timed: Callable[[], tuple[float, ...]],
    ) -> None:
        """Have it measured in fresh processes; where that can't be, keep what `timed` says it took here."""
        from workbench.sessions.testing.requests import Asked, Fresh, InProcess, target_of, why_not_fresh

        reason = why_not_fresh(function, parameters)
        if reason is not None:
            self._recorded.in_process.append(InProcess(test, timed(), reason))
            return
        target = target_of(function, str(self._config.rootpath))
        self._recorded.fresh.append(Fresh(test, target, parameters, Asked(**asked)))

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Iterator[None]:
        """A marked test that doesn't use the fixture is what is measured itself, once it has passed."""
        marked = pyfuncitem.get_closest_marker("workbench") is not None and "workbench" not in pyfuncitem.fixturenames
        asked = _asked(pyfuncitem) if marked else {}
        begin = time.perf_counter()
        result = yield
        seconds = time.perf_counter() - begin
        if marked:
            # Parametrised or a fixture: what is text or a number can be given to a fresh process all the same.
            names = [name for name in inspect.signature(pyfuncitem.obj).parameters if name in pyfuncitem.funcargs]
            parameters = {name: pyfuncitem.funcargs[name] for name in names}
            if isinstance(parameters.get("workers"), int):
                asked["workers"] = parameters.pop("workers")
            self.record(pyfuncitem.nodeid, pyfuncitem.obj, parameters, asked, lambda: (seconds,))
        return result

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Measure, compare, and with `--workbench-fail` fail."""
        if not (self._recorded.fresh or self._recorded.in_process) or session.config.option.collectonly:
            return
        from workbench.errors import WorkbenchError

        try:
            failed = self._measure()
        except WorkbenchError as error:
            self._lines += [f"workbench: {error}", *([] if error.remedy is None else [f"    {error.remedy}"])]
            failed = True
        if failed and self._config.getoption("workbench_fail") and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _measure(self) -> bool:
        from workbench.sessions.testing.measuring import measure
        from workbench.sessions.testing.summary import compared_lines, measured_lines

        results, baseline = (self._config.getoption(f"workbench_{name}") for name in ("results", "baseline"))
        root = str(self._config.rootpath)
        measured: Measured = measure(self._recorded, root, results, time.time(), self._announce)
        self._lines += measured_lines(measured, self._recorded)
        if baseline is None:
            return bool(measured.refused)
        width = min(self._config.get_terminal_writer().fullwidth, WIDEST)
        lines, failed = compared_lines(measured, baseline, results, width)
        self._lines += lines
        return failed

    def _announce(self, plan: Plan) -> None:
        """It takes its time, and pytest says nothing meanwhile."""
        from workbench.analysis.case_names import counted

        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.ensure_newline()
            told = f"{counted(len(plan.cases), 'case')}, {counted(plan.planned_trials, 'launch')}"
            reporter.write_line(f"workbench: measuring {told}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What was measured, and how it compares."""
        if self._lines:
            terminalreporter.section("workbench")
        for line in self._lines:
            terminalreporter.write_line(line)


def _seconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin
