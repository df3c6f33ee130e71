"""``stepdown collect``: put the shards of a batch together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.exits import INTERRUPTED, interrupted
from simulator.cli.options import OUTPUTS, AsJson, Jobs, Out, Quiet


def collect(
    folders: Annotated[list[Path], typer.Argument(help="The folders of all shards of a run.")],
    jobs: Jobs = 0,
    out: Out = OUTPUTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Put shards together that stepdown run --shard has made, as one run.

    The result is that of a run on one machine. Shards that are missing, doubled or of other runs
    are named, and nothing is made of the rest.
    """
    from simulator.cli.run import print_landed, run_shown
    from simulator.report.shards import collect as put_together

    waiting = put_together(folders, out, jobs)
    try:
        landed = run_shown(waiting.ready, waiting.out, quiet)
    except KeyboardInterrupt as stopped:
        typer.echo(interrupted(stopped), err=True)
        raise typer.Exit(INTERRUPTED) from None
    print_landed([landed], as_json)
