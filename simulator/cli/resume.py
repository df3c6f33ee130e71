"""``stepdown resume``: go on with a run that was stopped, or add to one that is whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.exits import INTERRUPTED, interrupted
from simulator.cli.options import OUTPUTS, AsJson, Jobs, Out, Quiet


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

    With --expand, replications are added to a whole run; they land in a new folder.
    """
    from simulator.cli.run import print_landed, run_shown
    from simulator.report.again import go_on, to_expand, unfinished

    if folder is None and expand is not None:
        raise typer.BadParameter("name the folder of the run that is to have more replications")
    if folder is None:
        waiting = [go_on(each, jobs) for each in unfinished(out)]
    else:
        waiting = [to_expand(folder, expand, jobs) if expand else go_on(folder, jobs)]
    if not waiting:
        typer.echo(f"nothing under {out} is unfinished")
        return
    try:
        landed = [run_shown(each.ready, each.out, quiet, each.more) for each in waiting]
    except KeyboardInterrupt as stopped:
        typer.echo(interrupted(stopped), err=True)
        raise typer.Exit(INTERRUPTED) from None
    sys.stderr.flush()
    print_landed(landed, as_json)
