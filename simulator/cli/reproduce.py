"""``stepdown reproduce``: make a finished run again and hold its files to those it left."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.exits import CHECK_FAILED
from simulator.cli.json_text import json_text
from simulator.cli.options import AsJson, Jobs
from simulator.cli.progress import shown


def reproduce(
    folder: Annotated[Path, typer.Argument(help="The folder of a finished run.")],
    jobs: Jobs = 0,
    as_json: AsJson = False,
) -> None:
    """Run a finished run again, as its manifest says, and compare every file with what it left.

    Exit code 3 where some file comes out different.
    """
    from simulator.report.reproduction import reproduce as run_again

    found = shown(lambda told: run_again(folder, jobs, told), "replications", quiet=False)
    if as_json:
        from dataclasses import asdict

        typer.echo(json_text(asdict(found)))
    else:
        typer.echo(found.text())
        words = shlex.join(["stepdown", "document", folder.as_posix()])
        typer.echo(f"next: {words}" if found.is_identical else "next: stepdown doctor")
    if not found.is_identical:
        raise typer.Exit(CHECK_FAILED)
