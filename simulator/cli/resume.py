"""``stepdown resume``: go on with a run that was stopped, or add to one that is whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import INTERRUPTED, THEIR_INPUT, interrupted
from simulator.cli.options import OUTPUTS, AsJson, Jobs, Out, Quiet

if TYPE_CHECKING:
    from simulator.report.landing import Landed


def resume(
    folder: Annotated[
        Path | None,
        typer.Argument(help="The folder of a run; none: every unfinished one under --out."),
    ] = None,
    expand: Annotated[
        int | None,
        typer.Option("--expand", min=1, help="Of a whole run: this many replications in all."),
    ] = None,
    jobs: Jobs = 0,
    out: Out = OUTPUTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Go on with a run that was stopped; the result is that of an unbroken run.

    Without a folder all that can go on do, and those that cannot are named. With --expand,
    replications are added to a whole run; they land in a new folder.
    """
    from simulator.cli.run import print_landed, run_shown
    from simulator.errors import InputError, Problem
    from simulator.report.again import Found, all_unfinished, go_on, to_expand

    if folder is None and expand is not None:
        raise typer.BadParameter("name the folder of the run that is to have more replications")
    if folder is None:
        found = all_unfinished(out, jobs)
    else:
        found = Found((to_expand(folder, expand, jobs) if expand else go_on(folder, jobs),), ())
    if not found.waiting and not found.problems:
        typer.echo("[]" if as_json else f"nothing under {out} is unfinished")
        return
    landed: list[Landed] = []
    problems: list[Problem] = list(found.problems)
    try:
        for each in found.waiting:
            try:
                landed.append(run_shown(each.ready, each.out, quiet, each.more))
            except InputError as error:
                problems += error.problems
    except KeyboardInterrupt as stopped:
        typer.echo(interrupted(stopped), err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        sys.stderr.flush()
        if landed:
            print_landed(landed, as_json)
        for problem in problems:
            typer.echo(problem, err=True)
    if problems:
        many = "run" if len(problems) == 1 else "runs"
        typer.echo(f"{len(problems)} {many} could not go on; {len(landed)} did", err=True)
        raise typer.Exit(THEIR_INPUT)
