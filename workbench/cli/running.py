"""`workbench run` and `workbench demo`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Optional

import click

from workbench.cli.farming import asked_farm, farm_options
from workbench.cli.options import Command, Counts, Duration, json_option, results_option
from workbench.cli.output import print_forecast, print_report
from workbench.cli.progress import Teller, progress
from workbench.errors import EXIT_NOTHING_TO_DECIDE, EXIT_OK, EXIT_TRIAL_FAILED
from workbench.model.run import Run
from workbench.model.trial import OK, SKIPPED, TrialRecord

if TYPE_CHECKING:
    from workbench.contracts import Profiler
    from workbench.model.event import RunEvent
    from workbench.model.plan import Plan
    from workbench.sessions.executing import OpenSite, Workplace
    from workbench.sessions.farming.asked import AskedFarm
    from workbench.sessions.launching import Tell


def metrics_option(command: Command) -> Command:
    """`--metrics-port N`."""
    return click.option(
        "--metrics-port",
        metavar="N",
        type=click.IntRange(0, 65535),
        help="Meanwhile serve live figures to Prometheus, at 127.0.0.1:N/metrics. 0: any free port.",
    )(command)


@click.command()
@click.argument("target", nargs=-1)
@click.option(
    "--only", metavar="EXPR", help="Choose cases: 'solver=*saga* and workers<=2', or words that their names hold."
)
@click.option(
    "--size", metavar="NAME", help="Run SUITE at another size: `full` is that of its source, where it has one."
)
@click.option("--oversize", is_flag=True, help="Run it even where it should take more memory or disk than there is.")
@click.option("--dry-run", is_flag=True, help="Print the cases with the time and memory they should take; run nothing.")
@click.option(
    "--resume",
    metavar="[RUN]",
    is_flag=False,
    flag_value="latest",
    help="Make the launches that RUN lacks; without RUN, those of TARGET's latest run, or of the latest of all.",
)
@click.option("--workers", type=Counts(), help="Worker counts for a function or a command.")
@click.option("--threads", type=Counts(), help="Threads per worker for a function or a command.")
@click.option("--launches", type=click.IntRange(1), help="Fresh processes a case.")
@click.option("--repeats", type=click.IntRange(1), help="Timed calls in each.")
@click.option("--warmups", type=click.IntRange(0), help="Calls before them that don't count.")
@click.option("--timeout", "timeout_seconds", type=Duration(zero=False), help="The longest a launch may take.")
@click.option("--time-budget", "time_budget_seconds", type=Duration(zero=False), help="Start no launch after this.")
@click.option("--seed", type=int, help="Of the order of launches, and of every random choice in them.")
@click.option(
    "--cluster",
    "clusters",
    metavar="NAME=ENGINE:ADDRESS",
    multiple=True,
    help="Where a cluster is that the suite's cases name: lab=dask:tcp://10.0.0.1:8786.",
)
@click.option(
    "--instructions",
    is_flag=True,
    callback=lambda _context, _option, given: given or None,
    help="Count the instructions of a call too, in two more launches a case: for `compare` to tell 0.1 %.",
)
@click.option(
    "--here",
    is_flag=True,
    help="Run in the Python that runs workbench, whatever environments a suite names; build none.",
)
@click.option(
    "--profile", metavar="NAME", help="Launch the one case once more, under a profiler: pyspy, memray, perf, cprofile."
)
@farm_options
@metrics_option
@results_option
@json_option
@click.pass_context
def run(
    context: click.Context,
    /,
    target: tuple[str, ...],
    oversize: bool,
    dry_run: bool,
    resume: Optional[str],
    profile: Optional[str],
    farm: Optional[str],
    farm_jobs: Optional[int],
    farm_on: Optional[str],
    metrics_port: Optional[int],
    results: str,
    as_json: bool,
    **wishes: object,
) -> None:
    """Run TARGET and print what it shows.

    TARGET is a suite (suites/demo.toml, or the name of one that ships), a function of workers
    (./mine.py:function), a folder of asv's benchmarks or its asv.conf.json, or,
    after --, a command: workbench run --workers 1,2,4 -- python train.py --jobs {workers}
    """
    from workbench.sessions.environments import building, looking_up
    from workbench.sessions.opening import open_workplace
    from workbench.sessions.planning import Wish, make_plan
    from workbench.sessions.profiling import find_profiler
    from workbench.sessions.surveying import reaching

    if not target and resume is None:
        raise click.UsageError("name a suite, a function or a command to run, or a run to --resume")
    wish = Wish(**wishes)  # type: ignore[arg-type]
    if resume is not None and wish != Wish():
        raise click.UsageError("a run goes on as it began: --resume takes no other settings")
    profiler = None if profile is None else find_profiler(profile)
    farmed = asked_farm(farm, farm_jobs, farm_on, wish.here, profile, metrics_port)
    teller = progress()
    try:
        with _heard(teller, None if dry_run else metrics_port) as tell, open_workplace(results) as workplace:
            build = looking_up(workplace.environments) if dry_run else building(workplace.environments, tell)
            reach = reaching(workplace.runner, tell, submit=not dry_run)
            plan = make_plan(target, wish, workplace.describe, build, reach) if target else None
            for note in plan.notes if plan is not None else ():
                click.echo(f"note: {note}", err=True)
            if dry_run and plan is not None:
                teller.close()
                print_forecast(plan, results, as_json)
                return
            if wish.size is not None and plan is not None:
                _foretell(plan, workplace, oversize)
            done, profiled = _carry_out(plan, resume, profiler, workplace, tell, farmed)
    except KeyboardInterrupt:
        teller.close()
        click.echo("what was recorded is kept; go on with: workbench run --resume", err=True)
        raise
    finally:
        teller.close()
    print_report(done, as_json, new_in=results)
    context.exit(_exit_code(done.trials + profiled))


def _foretell(plan: Plan, workplace: Workplace, oversize: bool) -> None:
    """Tell what a size that may be too large should take, before it starts; refuse what can't fit."""
    from workbench.cli.output import forecast_lines
    from workbench.sessions.forecast import forecast
    from workbench.sessions.oversize import refuse_oversize
    from workbench.telemetry.machine import read_machine

    machine = read_machine()
    expected = forecast(plan, workplace.results, machine.id)
    for line in forecast_lines(expected):
        click.echo(line, err=True)
    if not oversize:
        refuse_oversize(expected, machine, workplace.cache.free_bytes())


@contextmanager
def _heard(teller: Teller, metrics_port: Optional[int]) -> Iterator[Tell]:
    """Whom events are told: the person who watches, and Prometheus where it was asked for."""
    if metrics_port is None:
        yield teller
        return
    from workbench.sessions.metrics.live import serve_live

    def tell(event: RunEvent) -> None:
        observe(event)
        teller(event)

    with serve_live(metrics_port, lambda line: click.echo(line, err=True)) as observe:
        yield tell


def _carry_out(
    plan: Optional[Plan],
    resume: Optional[str],
    profiler: Optional[Profiler],
    workplace: Workplace,
    tell: Tell,
    farm: Optional[AskedFarm],
) -> tuple[Run, tuple[TrialRecord, ...]]:
    """A new run of `plan`, or the rest of the one to resume; then the profiled launch, if one was asked for."""
    from workbench.sessions.executing import resume_run, run_plan
    from workbench.sessions.profiling import only_case, profile_run
    from workbench.sessions.resuming import unfinished_run

    if profiler is not None and plan is not None:
        only_case(plan)
    site = None if farm is None else _site(farm, workplace, tell)
    if resume is not None:
        folder = unfinished_run(resume, None if plan is None else plan.name, workplace.results, farm is not None)
        done = resume_run(folder, workplace, tell, site)
    else:
        assert plan is not None
        done = run_plan(plan, workplace, tell, open_site=site)
    profiled = () if profiler is None else (profile_run(done, profiler, workplace, tell).record,)
    return done, profiled


def _site(farm: AskedFarm, workplace: Workplace, tell: Tell) -> OpenSite:
    """The farm, once a plan is there to be made on it."""
    from workbench.sessions.farming.opening import open_farm

    return lambda plan: open_farm(farm, plan, workplace.runner, tell)


@click.command()
@metrics_option
@results_option
@click.pass_context
def demo(context: click.Context, metrics_port: Optional[int], results: str) -> None:
    """Run the demo suite (a few minutes) and say what it shows and how to go on."""
    context.invoke(
        run,
        target=("demo",),
        oversize=False,
        dry_run=False,
        resume=None,
        profile=None,
        farm=None,
        farm_jobs=None,
        farm_on=None,
        metrics_port=metrics_port,
        results=results,
        as_json=False,
    )


def _exit_code(trials: tuple[TrialRecord, ...]) -> int:
    statuses = {trial.status for trial in trials}
    if statuses - {OK, SKIPPED}:
        return EXIT_TRIAL_FAILED
    return EXIT_OK if OK in statuses else EXIT_NOTHING_TO_DECIDE


COMMANDS = {"run": run, "demo": demo}
