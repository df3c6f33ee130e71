"""``stepdown reproduce``: make a finished run again and hold its files to those it left."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.exits import CHECK_FAILED
from simulator.cli.options import AsJson, Jobs


def reproduce(
    folder: Annotated[Path, typer.Argument(help="The folder of a finished run.")],
    jobs: Jobs = 0,
    as_json: AsJson = False,
) -> None:
    """Run a finished run again, as its manifest says, and compare every file with what it left.

    Exit code 3 where some file comes out different.
    """
    from simulator.report.reproduction import reproduce as run_again

    found = run_again(folder, jobs)
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps(asdict(found), indent=1))
    else:
        typer.echo(found.text())
    if not found.is_identical:
        raise typer.Exit(CHECK_FAILED)
