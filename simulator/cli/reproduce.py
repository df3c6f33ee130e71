"""``stepdown reproduce``: make a finished run again and hold its files to those it left."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.exits import CHECK_FAILED


def reproduce(
    folder: Annotated[Path, typer.Argument(help="The folder of a finished run.")],
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Workers; 0: all processors.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
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
