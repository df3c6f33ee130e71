"""``stepdown targets``: read the published files of a place into one table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.json_text import json_text
from simulator.cli.progress import stages

if TYPE_CHECKING:
    from calibration.sitrep.gather import Gathered

BYTES_A_SECOND = 1e5


def targets(
    files: Annotated[list[Path], typer.Argument(help="Published workbooks or text files.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Keep the table: a name ending in .parquet."),
    ] = None,
    organisations: Annotated[
        list[str] | None,
        typer.Option("--organisation", help="Only this code or name. May be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say what each file is and holds, what is missing, and what does not add up.

    Layouts are recognised from content. Of a figure that two files give, that of the file named
    first is kept. Nothing is written unless every file could be read.
    """
    from simulator.errors import InputError

    files_said = f"{len(files)} file{'s' if len(files) != 1 else ''}"
    with stages({f"reading {files_said}": 1 + _seconds(files)}, as_json):
        from calibration.sitrep.gather import gather
        from calibration.sitrep.keep import keep

        gathered = gather(files, organisations or ())
    _show(gathered, as_json=as_json)
    if gathered.problems:
        raise InputError(list(gathered.problems))
    if out is not None:
        for written in keep(gathered.rows, out):
            typer.echo(f"written: {written}", err=as_json)
    elif not as_json:
        typer.echo("next: the same command with --out targets.parquet keeps the table")


def _seconds(files: list[Path]) -> float:
    """About how long files take to be read: by how large they are."""
    return sum(file.stat().st_size for file in files if file.is_file()) / BYTES_A_SECOND


def _show(gathered: Gathered, *, as_json: bool) -> None:
    from calibration.sitrep.tell import lines_of, lines_together, plain

    if as_json:
        typer.echo(json_text(plain(gathered)))
        return
    for reading in gathered.readings:
        typer.echo("\n".join([*lines_of(reading), ""]))
    if gathered.readings:
        typer.echo("\n".join(lines_together(gathered)))
