"""``stepdown compare``: scenarios side by side on the same patients, the first the reference."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import INTERRUPTED

if TYPE_CHECKING:
    from simulator.report.comparison_landing import LandedComparison, ReadyComparison
    from simulator.report.landing import Asked


def compare(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files, the reference first.")],
    replications: Annotated[
        int | None, typer.Option("--replications", "-r", min=1, help="Runs with fresh chance.")
    ] = None,
    precision: Annotated[
        list[str] | None,
        typer.Option(
            help="Run until 95 % half-widths of the differences are within this: '5%' of the "
            "reference's headline measures, or 'delayed_patients=2' in a measure's own unit. May "
            "be repeated."
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUE,VALUE,…",
            help="Of one scenario: run every combination of these values. At most two.",
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="What --vary shows, by care setting. May be repeated."),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="What each change of a scenario did, in order and alone."),
    ] = False,
    seed: Annotated[int | None, typer.Option(min=0, help="Start of all chance.")] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Workers; 0: all processors.")
    ] = 0,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where folders go.")] = Path("outputs"),
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="PATH=VALUE", help="Change a value of all of them."),
    ] = None,
    engine: Annotated[str, typer.Option(help="compiled or simpy, as for run.")] = "compiled",
    trial: Annotated[
        bool, typer.Option("--trial", help="Few replications, marked as a trial everywhere.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Compare scenarios on the same patients: what changes, how sure, where the queue goes.

    Finished replications are kept and used again: a comparison with one scenario more runs only
    that one.
    """
    from simulator.report.comparison_landing import make_ready
    from simulator.report.landing import Asked

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
    ready = make_ready(scenarios, asked, vary=vary or (), measures=measure or (), explain=explain)
    try:
        landed = _run(ready, out, quiet)
    except KeyboardInterrupt:
        said = "interrupted: what was finished is kept; the same command again goes on from there"
        typer.echo(said, err=True)
        raise typer.Exit(INTERRUPTED) from None
    _say(landed, asked, as_json)


def _run(ready: ReadyComparison, out: Path, quiet: bool) -> LandedComparison:
    """Run it, with a line of progress where someone is looking."""
    from simulator.report.comparison_landing import run_comparison

    if quiet or not sys.stderr.isatty():
        return run_comparison(ready, out)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), "replications, left", TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        return run_comparison(
            ready, out, lambda done, total: progress.update(task, completed=done, total=total)
        )


def _say(landed: LandedComparison, asked: Asked, as_json: bool) -> None:
    from simulator.report.comparison_outcome import as_plain, grid_lines, lines_of
    from simulator.report.next_step import after_comparison, after_grid

    if as_json:
        import json

        plain = {"folder": landed.folder.as_posix(), "report": landed.report.as_posix()}
        if landed.comparison is not None:
            plain |= as_plain(landed.comparison)
        typer.echo(json.dumps(plain, indent=1))
        return
    if landed.comparison is not None:
        lines = lines_of(landed.comparison, landed.averages, landed.explained)
        is_explained = bool(landed.explained)
        then = after_comparison(landed.comparison, asked.command, is_explained=is_explained)
    else:
        assert landed.grid is not None
        lines = grid_lines(landed.grid, landed.keys, asked.is_trial)
        then = after_grid(landed.grid, landed.keys)
    for line in lines:
        typer.echo(line)
    typer.echo(f"report: {landed.report}")
    typer.echo(then)
