"""``stepdown calibrate``: fit what is not known of a place to what was observed of it."""

from __future__ import annotations

import os
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.exits import INTERRUPTED
from simulator.cli.json_text import json_text
from simulator.cli.options import OUTPUTS, AsJson, Jobs, Out, Quiet, Seed
from simulator.cli.progress import shown
from simulator.cli.scheduler import Scheduler, TlsCa, TlsCert, TlsKey, connected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from calibration.fit import LandedFit, Question
    from simulator.experiment.workers import Jobs as Workers


def calibrate(
    context: typer.Context,
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
    scheduler: Scheduler = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Fit unknowns to targets: what the data can tell, what it cannot, and a scenario.

    Every finished run is kept: the same command, or stepdown resume, goes on where it was stopped.
    """
    from calibration.fit import put

    cluster = connected(context, scheduler, jobs, (tls_ca, tls_cert, tls_key))
    question = put(place, targets, fit, members=members, seed=seed)
    asked = {
        "scenarios": scenario or (),
        "targets": targets,
        "is_twice": twice,
        "command": ("stepdown", *sys.argv[1:]),
    }
    try:
        landed = fit_shown(question, out, cluster or jobs or os.cpu_count() or 1, quiet, asked)
    except KeyboardInterrupt:
        typer.echo(fit_interrupted(question, out), err=True)
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        typer.echo(json_text(fit_as_plain(landed)))
    else:
        print_fit(landed)


def fit_shown(
    question: Question, out: Path, workers: Workers, quiet: bool, asked: Mapping[str, Any]
) -> LandedFit:
    """Run it, with the time it takes said first and a line of progress where someone looks.

    ``asked``: what else ``fit_to_folder`` is told.
    """
    from calibration.fit import fit_to_folder
    from calibration.fit.words import time_first
    from simulator.experiment.workers import workers_of

    if not quiet:
        many = workers_of(workers).threads
        typer.echo(time_first(question, many), err=True)
        if not isinstance(workers, int):
            typer.echo(f"{many} runs at a time on the workers that are there now", err=True)
    return shown(
        lambda told: fit_to_folder(question, out, jobs=workers, told=told, **asked), "runs", quiet
    )


def fit_interrupted(question: Question, out: Path) -> str:
    """What is kept of a fit that somebody stopped, and how it goes on."""
    from calibration.fit.landing import folder_of, kept_of

    folder = folder_of(question, out)
    return (
        f"interrupted: {kept_of(folder)} runs are kept\n"
        f"the same command again goes on; or stepdown resume {folder.unfinished.as_posix()}"
    )


def fit_as_plain(landed: LandedFit) -> dict[str, Any]:
    """A finished fit for programs."""
    from calibration.fit.words import as_plain

    plain = {"folder": landed.folder.as_posix(), "report": landed.report.as_posix()}
    return plain | as_plain(landed.fitted)


def print_fit(landed: LandedFit) -> None:
    """What a finished fit says, and where its page and its scenario are."""
    from calibration.fit.belief_words import agreement_in_words, asks_in_words, holds_in_words
    from calibration.fit.words import lines_of, time_last

    belief = landed.belief
    more: tuple[Iterable[str], ...] = (
        lines_of(landed.fitted),
        agreement_in_words(belief),
        holds_in_words(belief.across),
        asks_in_words(belief),
    )
    for line in chain(*more):
        typer.echo(line)
    typer.echo(time_last(landed.runs, landed.seconds))
    typer.echo(f"report: {landed.report}")
    typer.echo(f"next: stepdown run {landed.scenario}")
