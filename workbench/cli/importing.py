"""`workbench import`."""

from __future__ import annotations

from typing import Optional

import click

from workbench.cli.options import results_option


@click.command(name="import")
@click.argument("form")
@click.argument("path", type=click.Path(exists=True))
@click.option("--workers", metavar="NAME", help="The parameter in the files that is the number of workers, for `fit`.")
@results_option
def import_(form: str, path: str, workers: Optional[str], results: str) -> None:
    """Keep the results in PATH, written by another program (FORM), as runs.

    FORM is asv, google-benchmark, hyperfine, pyperf, pytest-benchmark, or a plug-in's. PATH is a file, or a folder of
    them. What the files don't tell is marked; nothing in them is executed. A file that was imported before is left out.
    """
    from workbench.analysis.case_names import counted
    from workbench.reporting.escaping import plain
    from workbench.sessions.importing import find_importer, import_runs

    for kept in import_runs(find_importer(form), path, results, workers):
        state = "already there" if kept.was_there else "imported"
        sizes = f"{counted(len(kept.header.plan.cases), 'case')}  {counted(kept.trials, 'launch')}"
        click.echo(f"{state}  {kept.header.run_id}  {sizes}")
        for note in kept.header.plan.notes:
            click.echo(f"note: {plain(note)}", err=True)


COMMANDS = {"import": import_}
