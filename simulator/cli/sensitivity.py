"""``stepdown sensitivity``: which inputs a decision rests on, and where it would flip."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import INTERRUPTED, interrupted

if TYPE_CHECKING:
    from simulator.report.sensitivity_landing import LandedSensitivity, ReadySensitivity


def sensitivity(
    reference: Annotated[Path, typer.Argument(help="The scenario that is compared with.")],
    scenario: Annotated[Path, typer.Argument(help="The scenario that is decided on.")],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=LOW..HIGH",
            help="An input and its bounds, or PATH=±20% of what each scenario says. May be "
            "repeated. When left out: the times of handoffs that are assumed (confidence C).",
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[:PLACE]",
            help="The figure that decides; may be repeated. When left out: patients in acute beds, "
            "and those ready to leave them.",
        ),
    ] = None,
    worth: Annotated[
        float, typer.Option(help="How much the scenario has to do, in the unit of the figure.")
    ] = 0.0,
    replications: Annotated[
        int | None, typer.Option("--replications", "-r", min=1, help="Runs with fresh chance.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Start of all chance.")] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Workers; 0: all processors.")
    ] = 0,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where folders go.")] = Path("outputs"),
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="PATH=VALUE", help="Change a value of both of them."),
    ] = None,
    engine: Annotated[str, typer.Option(help="compiled or simpy, as for run.")] = "compiled",
    trial: Annotated[
        bool, typer.Option("--trial", help="Few replications, marked as a trial everywhere.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Vary inputs one at a time: does the difference of two scenarios hold, and where does it flip?

    Both scenarios are run on the same patients at the bounds of every input, and in between where
    the difference seems to cross. Finished replications are kept and used again.
    """
    from simulator.report.landing import Asked
    from simulator.report.sensitivity_landing import make_ready

    asked = Asked(
        replications=replications,
        seed=seed,
        jobs=jobs,
        engine=engine,
        is_trial=trial,
        sets=tuple(sets or ()),
        command=("stepdown", *sys.argv[1:]),
    )
    ready = make_ready(
        reference, scenario, asked, vary=vary or (), measures=measure or (), worth=worth
    )
    try:
        landed = _run(ready, out, quiet)
    except KeyboardInterrupt as stopped:
        typer.echo(interrupted(stopped), err=True)
        raise typer.Exit(INTERRUPTED) from None
    _say(landed, trial, as_json)


def _run(ready: ReadySensitivity, out: Path, quiet: bool) -> LandedSensitivity:
    """Run it, with a line of progress where someone is looking."""
    from simulator.report.sensitivity_landing import run_to_folder

    if quiet or not sys.stderr.isatty():
        return run_to_folder(ready, out)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), "replications, left", TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        return run_to_folder(
            ready, out, lambda done, total: progress.update(task, completed=done, total=total)
        )


def _say(landed: LandedSensitivity, is_trial: bool, as_json: bool) -> None:
    from simulator.report.next_step import after_pair
    from simulator.report.sensitivity_outcome import as_plain, lines_of

    if as_json:
        import json

        plain = {"folder": landed.folder.as_posix(), "report": landed.report.as_posix()}
        typer.echo(json.dumps(plain | as_plain(landed.found), indent=1))
        return
    for line in lines_of(landed.found, is_trial):
        typer.echo(line)
    typer.echo(f"report: {landed.report}")
    paths = [Path(arm.loaded.path) for arm in (landed.found.first, landed.found.second)]
    typer.echo(after_pair("shows where the queue goes", paths))
