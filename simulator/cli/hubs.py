"""``stepdown hubs``: a hub against the small units it replaces, at several distances."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.json_text import json_text
from simulator.cli.options import AsJson, Jobs, Quiet, Seed, Sets
from simulator.cli.progress import shown


def hubs(
    reference: Annotated[Path, typer.Argument(help="The scenario with the small units.")],
    hub: Annotated[Path, typer.Argument(help="One that merges them (lever merge_units).")],
    factors: Annotated[
        str, typer.Option(help="What all travel is multiplied by, as 0.5,1,1.5,2.")
    ] = "0.5,1,1.5,2",
    hours: Annotated[
        str, typer.Option(help="Values of an hour on the way to be tried.")
    ] = "7,35,100,250,500",
    bed_day: Annotated[
        float, typer.Option(min=0, help="Value of an acute bed-day held by who is ready to leave.")
    ] = 346.0,
    visits_per_day: Annotated[
        float, typer.Option(min=0, help="Visits to each patient, a day of stay.")
    ] = 0.5,
    replications: Annotated[
        int | None, typer.Option("--replications", "-r", min=2, help="Runs with fresh chance.")
    ] = None,
    seed: Seed = None,
    jobs: Jobs = 0,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The page; its pictures go beside it.")
    ] = Path("outputs/hubs.md"),
    sets: Sets = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Pooling, closures, staffing and travel together, and how far apart before the hub loses."""
    import os

    from simulator.report.hub_asked import exchange_of, numbers_of, study_of
    from simulator.report.hub_page import answer, distances, write_hub_page
    from simulator.report.next_step import after_pair

    exchange = exchange_of(hours, bed_day, visits_per_day)
    apart = numbers_of(factors, "--factors")
    study = shown(
        lambda told: study_of(
            (reference, hub),
            tuple(sets or ()),
            apart,
            exchange,
            replications=replications,
            seed=seed,
            jobs=jobs or os.cpu_count() or 1,
            told=told,
        ),
        "replications",
        quiet,
    )
    files = write_hub_page(study, out, ("stepdown", *sys.argv[1:]))
    if as_json:
        plain = {"answer": answer(study), "distances": distances(study)}
        told = {**plain, "files": [file.as_posix() for file in files]}
        typer.echo(json_text(told))
        return
    typer.echo(answer(study))
    for file in files:
        typer.echo(f"written: {file}")
    typer.echo(after_pair("shows all else that changes", (reference, hub)))
