"""``stepdown convert``: a scenario as an Excel workbook, and back."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.progress import stages


def convert(
    source: Annotated[Path, typer.Argument(help="A scenario (.yaml) or a workbook (.xlsx).")],
    target: Annotated[Path, typer.Argument(help="The workbook or scenario to be written.")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Write over a file that is there.")
    ] = False,
) -> None:
    """Write a scenario as an Excel workbook, or such a workbook as a scenario.

    Both hold the same: every value, source and note comes back. Problems of a workbook are told
    by sheet and cell, all at once.
    """
    with stages({"reading and writing": 2}):
        from simulator.exchange.convert import convert as converted

        done = converted(source, target, overwrite=overwrite)
    for note in done.notes:
        typer.echo(f"note: {note}", err=True)
    typer.echo(f"wrote {done.file.as_posix()}: {done.loaded.scenario.title}")
    if source.suffix.lower() == ".xlsx":
        typer.echo(f"next: {shlex.join(['stepdown', 'check', target.as_posix()])}")
    else:
        back = ["stepdown", "convert", target.as_posix(), source.as_posix(), "--overwrite"]
        typer.echo(f"next: change it, then {shlex.join(back)}")
