"""``stepdown calibrate``: fit what is not known of a place to what was observed of it."""

from __future__ import annotations

import os
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.exits import INTERRUPTED
from simulator.cli.options import OUTPUTS, AsJson, Jobs, Out, Quiet, Seed
from simulator.cli.progress import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calibration.fit import LandedFit, Question


def calibrate(
    place: Annotated[Path, typer.Argument(help="The scenario of the place.")],
    targets: Annotated[
        Path,
        typer.Option(
            "--targets",
            "-t",
            help="A table that `stepdown targets` has written, or a .csv of figures in the "
            "model's own definitions.",
        ),
    ],
    fit: Annotated[
        Path | None,
        typer.Option(
            "--fit",
            help="What is not known, with priors and sources, and which rows are which figure. "
            "When left out: fit.yaml beside the place.",
        ),
    ] = None,
    members: Annotated[
        int | None,
        typer.Option(min=10, help="Runs of each step. When left out: 25 an unknown, 100 at least."),
    ] = None,
    scenario: Annotated[
        list[Path] | None,
        typer.Option(
            "--scenario",
            help="A scenario that extends the place: does its difference hold whatever the targets "
            "do not tell? May be repeated.",
        ),
    ] = None,
    twice: Annotated[
        bool,
        typer.Option(
            "--twice",
            help="Fit with two seeds and say whether they agree; twice the runs, or six times.",
        ),
    ] = False,
    seed: Seed = None,
    jobs: Jobs = 0,
    out: Out = OUTPUTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Fit unknowns to targets: what the data can tell, what it cannot, and a scenario.

    Every finished run is kept: the same command goes on where it was stopped.
    """
    from calibration.fit import put

    question = put(place, targets, fit, members=members, seed=seed)
    workers = jobs or os.cpu_count() or 1
    try:
        more = {"scenarios": scenario or (), "targets": targets, "is_twice": twice}
        landed = _run(question, out, workers, quiet, more)
    except KeyboardInterrupt:
        typer.echo("stopped; the same command goes on from the runs that are kept", err=True)
        raise typer.Exit(INTERRUPTED) from None
    _say(landed, as_json)


def _run(
    question: Question, out: Path, jobs: int, quiet: bool, more: Mapping[str, Any]
) -> LandedFit:
    """Run it, with the time it takes said first and a line of progress where someone looks."""
    from calibration.fit import fit_to_folder
    from calibration.fit.words import time_first

    command = ("stepdown", *sys.argv[1:])
    if not quiet:
        typer.echo(time_first(question, jobs), err=True)
    return shown(
        lambda told: fit_to_folder(
            question,
            out,
            jobs=jobs,
            command=command,
            told=told,
            **more,
        ),
        "runs",
        quiet,
    )


def _say(landed: LandedFit, as_json: bool) -> None:
    from calibration.fit.belief_words import agreement_in_words, asks_in_words, holds_in_words
    from calibration.fit.words import as_plain, lines_of, time_last

    if as_json:
        import json

        plain = {"folder": landed.folder.as_posix(), "report": landed.report.as_posix()}
        typer.echo(json.dumps(plain | as_plain(landed.fitted), indent=1))
        return
    for line in lines_of(landed.fitted):
        typer.echo(line)
    belief = landed.belief
    more = (agreement_in_words(belief), holds_in_words(belief.across), asks_in_words(belief))
    for line in chain(*more):
        typer.echo(line)
    typer.echo(time_last(landed.runs, landed.seconds))
    typer.echo(f"report: {landed.report}")
    typer.echo(f"next: stepdown run {landed.scenario}")
