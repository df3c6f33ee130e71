"""``stepdown run``: simulate scenarios and write a folder with a report for each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import INTERRUPTED

if TYPE_CHECKING:
    from simulator.report.landing import Landed, Ready


def run(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files.")],
    replications: Annotated[
        int | None, typer.Option("--replications", "-r", min=1, help="Runs with fresh chance.")
    ] = None,
    precision: Annotated[
        list[str] | None,
        typer.Option(
            help="Run until 95 % half-widths are within this: '5%' of each headline measure, or "
            "'delayed_patients=2' in a measure's own unit. May be repeated."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Start of all chance.")] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Workers; 0: all processors.")
    ] = 0,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where run folders go.")] = Path(
        "outputs"
    ),
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="PATH=VALUE", help="Change a value of the scenario."),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(help="compiled; or simpy: the reference model, the same journeys, slower."),
    ] = "compiled",
    trial: Annotated[
        bool, typer.Option("--trial", help="Few replications, marked as a trial everywhere.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be run, and stop.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Run scenarios; each ends in a folder with report.html.

    A scenario is run many times with fresh chance: a Monte Carlo batch.
    """
    from simulator.report.landing import Asked, make_ready
    from simulator.report.outcome import as_plain, dry, outcome

    asked = Asked(
        replications=replications,
        precision=tuple(precision or ()),
        seed=seed,
        jobs=jobs,
        engine=engine,
        is_trial=trial,
        sets=tuple(sets or ()),
        command=("stepdown", *sys.argv[1:]),
    )
    ready = [make_ready(path, asked) for path in scenarios]
    if dry_run:
        typer.echo("\n".join(dry(each) for each in ready))
        return
    try:
        landed = [_run(each, out, quiet) for each in ready]
    except KeyboardInterrupt:
        said = "interrupted: what was finished is kept; the same command again goes on from there"
        typer.echo(said, err=True)
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        import json

        typer.echo(json.dumps([as_plain(each) for each in landed], indent=1))
        return
    for each in landed:
        typer.echo(outcome(each))
    for each in landed:
        typer.echo(f"report: {each.report}")


def _run(ready: Ready, out: Path, quiet: bool) -> Landed:
    """Run one scenario, with a line of progress where someone is looking."""
    from simulator.report.landing import run_to_folder

    if quiet or not sys.stderr.isatty():
        return run_to_folder(ready, out)
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"replications of {ready.loaded.path}", total=None)
        return run_to_folder(
            ready, out, lambda done, total: progress.update(task, completed=done, total=total)
        )
