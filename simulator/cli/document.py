"""``stepdown document``: the STRESS-DES document of a scenario or a run, and its log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import CHECK_FAILED
from simulator.cli.json_text import json_text
from simulator.cli.options import OUTPUTS, AsJson
from simulator.cli.progress import stages

if TYPE_CHECKING:
    from simulator.report.document_landing import LandedDocument
    from simulator.report.document_whole import Document

READING = "reading the scenario and what was run of it"


def document(
    given: Annotated[
        Path,
        typer.Argument(
            metavar="SCENARIO_OR_RUN_FOLDER", help="A scenario file, or the folder of a run."
        ),
    ],
    calibration: Annotated[
        Path | None, typer.Option(help="The folder of a fit of the place, to be reported too.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Name of the files, .md and .html; when left out, in the run's folder, or in "
            "outputs/ for a scenario.",
        ),
    ] = None,
    final: Annotated[
        bool,
        typer.Option(
            "--final",
            help="Call it final; refused while anything is missing, out of date or failed.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the STRESS-DES document and the quality-assurance log.

    A machine fills what it can; keys that only the author can write are listed. Exit code 3 when
    --final is asked for and something stands in the way.
    """
    with stages({READING: 2.3, "writing": 0.7}, as_json) as begin:
        from simulator.report.document_landing import document_of, where, write_document

        subject, made = document_of(given, calibration, final)
        begin("writing")
        is_refused = final and not made.is_final
        at = where(given, subject, out, OUTPUTS)
        landed = None if is_refused else write_document(made, at)
    if landed is None:
        _refuse(made, as_json)
        raise typer.Exit(CHECK_FAILED)
    _say(landed, as_json)


def _refuse(made: Document, as_json: bool) -> None:
    if as_json:
        plain = {"standing": "refused", "not_final_because": list(made.barriers)}
        typer.echo(json_text(plain))
    typer.echo("it cannot be called final:", err=True)
    for each in made.barriers:
        typer.echo(f"  {each}", err=True)
    typer.echo("nothing was written; without --final it is written as a draft", err=True)


def _say(landed: LandedDocument, as_json: bool) -> None:
    if as_json:
        typer.echo(json_text(landed.plain()))
        return
    made = landed.document
    if made.missing:
        typer.echo("to be written in the scenario:")
        wide = max(len(each.key) for each in made.missing)
        for each in made.missing:
            typer.echo(f"  {each.key:<{wide}}  for {', '.join(each.items)}: {each.write}")
    if not made.is_final:
        n = len(made.barriers)
        typer.echo(
            f"draft: {n} thing{'s' if n != 1 else ''} in the way of --final" if n else "draft"
        )
    typer.echo(f"{made.standing.lower()}: {landed.text}")
    typer.echo(f"page: {landed.page}")
    typer.echo(_next(made))


def _next(made: Document) -> str:
    if made.missing:
        return "next: write those keys in the scenario, and repeat; words need no new run"
    if made.barriers:
        return "next: " + made.barriers[0]
    return "next: hand it to the assurer" if not made.is_final else "next: send the page"
