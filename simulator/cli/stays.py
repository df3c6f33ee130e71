"""``stepdown stays``: lengths of stay from what a place holds, by group."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import INTERRUPTED
from simulator.cli.json_text import json_text
from simulator.cli.options import OUTPUTS, AsJson, Jobs, Out, Quiet, Seed
from simulator.cli.progress import shown

if TYPE_CHECKING:
    from calibration.stay.landing import LandedStays


def stays(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="A table that `stepdown targets` has written; or what it reads: an extract with a "
            "row a stay, counts by band, the HES table by provider."
        ),
    ],
    organisation: Annotated[
        str | None, typer.Option(help="Code or name, where the files have several.")
    ] = None,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            "--group",
            metavar="GROUP or NAME=GROUP,GROUP",
            help="Only this group, as 'emergency 75-84'; or several put together under a name. "
            "May be repeated; when left out: every group of 50 stays or more.",
        ),
    ] = None,
    place: Annotated[
        Path | None, typer.Option(help="The scenario of the place that the laws go into.")
    ] = None,
    into: Annotated[
        list[str] | None,
        typer.Option(
            "--into",
            metavar="PATH=GROUP,GROUP",
            help="A length of stay of the place, and the group or groups it is fitted to. The "
            "place's ward rounds and hours of admission are allowed for. May be repeated.",
        ),
    ] = None,
    delays: Annotated[
        list[str] | None,
        typer.Option(
            "--delay",
            metavar="'15%:6 days'",
            help="Where ready dates do not tell need from delay: assumed share of stays delayed, "
            "and by how long on average. Give two or more; the law is fitted under the first. When "
            "left out: what the table shows, else about England's.",
        ),
    ] = None,
    rounds: Annotated[
        str | None,
        typer.Option(help="When readiness is declared, as 'mon-fri 11:00'; else the place's."),
    ] = None,
    overnight: Annotated[
        bool, typer.Option("--overnight", help="Leave out stays of no midnight.")
    ] = False,
    records: Annotated[
        str | None,
        typer.Option(
            metavar="ended|admitted",
            help="Whether an extract is of stays that ended in its period, or of those admitted in "
            "it; when left out: as it shows.",
        ),
    ] = None,
    bootstraps: Annotated[
        int, typer.Option(min=0, help="Counts drawn anew, to say whether a law fits.")
    ] = 99,
    seed: Seed = None,
    jobs: Jobs = 0,
    out: Out = OUTPUTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Fit the length of stay of each group, from admission to being ready to leave.

    From ready dates where there are any; else from whole stays, as a range over assumptions on
    delays; else from a mean and a median. With --place and --into it ends as a scenario.
    """
    from calibration.stay.fit import SEED
    from calibration.stay.landing import stays_to_folder
    from calibration.stay.question import ask

    question = ask(
        files,
        organisation=organisation,
        named=groups or (),
        place=place,
        into=into or (),
        delays=delays or (),
        rounds=rounds,
        records=records,
        overnight=overnight,
        bootstraps=bootstraps,
        seed=SEED if seed is None else seed,
    )
    command = ("stepdown", *sys.argv[1:])
    try:
        landed = shown(
            lambda told: stays_to_folder(question, out, jobs=jobs, command=command, told=told),
            "groups",
            quiet,
            compiles=False,
        )
    except KeyboardInterrupt:
        typer.echo("stopped; nothing was written", err=True)
        raise typer.Exit(INTERRUPTED) from None
    _say(landed, as_json)


def _say(landed: LandedStays, as_json: bool) -> None:
    from calibration.stay.words import as_plain, caution_lines, headline, table_lines

    if as_json:
        plain = {"folder": landed.folder.as_posix(), "report": landed.report.as_posix()}
        groups = [as_plain(found) for found in landed.fits]
        typer.echo(json_text({**plain, "groups": groups}))
        return
    typer.echo(f"{headline(landed.fits)}.")
    for line in table_lines(landed.fits):
        typer.echo(line)
    for line in caution_lines(landed.fits):
        typer.echo(f"caution: {line}")
    if landed.question.small:
        typer.echo(f"too few stays: {', '.join(landed.question.small)}")
    typer.echo(f"report: {landed.report}")
    if landed.question.into:
        typer.echo(f"next: stepdown check {landed.scenario}, then stepdown calibrate")
    else:
        typer.echo(f"next: paste from {landed.scenario}, or give --place and --into")
