"""``stepdown size``: the least capacity, or the cheapest mix, with which goals are met."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import INTERRUPTED, interrupted
from simulator.cli.json_text import json_text
from simulator.cli.options import OUTPUTS, AsJson, Engine, Jobs, Out, Quiet, Seed, Sets, Trial

if TYPE_CHECKING:
    from simulator.report.size_landing import LandedSizing, ReadySizing


def size(
    scenario: Annotated[Path, typer.Argument(help="Scenario file.")],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=LOW..HIGH[:STEP]",
            help="A capacity that is sought, and its range. One to four.",
        ),
    ] = None,
    goal: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GOAL",
            help="What must be met, in the long-run mean: 'MEASURE[care_setting=NAME] <= 40', or "
            "the name of a standard; with 'in 9 of 10 runs', in that share of runs. May be "
            "repeated: all must be met.",
        ),
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=AMOUNT",
            help="What one more of it costs a year; else the scenario's own fixed and staffing "
            "cost.",
        ),
    ] = None,
    confidence: Annotated[
        float, typer.Option(help="Probability that all findings on what was run are right.")
    ] = 0.95,
    every: Annotated[
        bool,
        typer.Option(
            "--every", help="Run every candidate cheaper than the answer, from the cheapest up."
        ),
    ] = False,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-r", min=2, help="The most runs of one candidate; 160."),
    ] = None,
    seed: Seed = None,
    jobs: Jobs = 0,
    out: Out = OUTPUTS,
    sets: Sets = None,
    engine: Engine = "compiled",
    trial: Trial = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Ask backwards: what is the least capacity, or the cheapest mix, that meets what is wanted?

    Candidates are run on the same patients until each is shown to meet the goals or not to, or
    cannot be told apart from them. Finished replications are kept and used again.
    """
    from simulator.report.landing import Asked
    from simulator.report.size_landing import make_ready

    asked = Asked(
        replications=replications,
        seed=seed,
        jobs=jobs,
        engine=engine,
        is_trial=trial,
        sets=tuple(sets or ()),
        command=("stepdown", *sys.argv[1:]),
    )
    ready = make_ready(
        scenario,
        asked,
        vary=vary or (),
        goals=goal or (),
        prices=price or (),
        confidence=confidence,
        every=every,
    )
    try:
        landed = _run(ready, out, quiet)
    except KeyboardInterrupt as stopped:
        typer.echo(interrupted(stopped), err=True)
        raise typer.Exit(INTERRUPTED) from None
    _say(landed, trial, as_json)


def _run(ready: ReadySizing, out: Path, quiet: bool) -> LandedSizing:
    """Search, saying what is being run where someone is looking."""
    from simulator.report.size_landing import run_sizing

    if quiet or not sys.stderr.isatty():
        return run_sizing(ready, out)
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        return run_sizing(ready, out, lambda text: status.update(text.replace("[", r"\[")))


def _say(landed: LandedSizing, is_trial: bool, as_json: bool) -> None:
    from simulator.report.next_step import after_size
    from simulator.report.size_outcome import as_plain, lines_of

    if as_json:
        plain = {"folder": landed.folder.as_posix(), "report": landed.report.as_posix()}
        typer.echo(json_text(plain | as_plain(landed.sizing)))
        return
    for line in lines_of(landed.sizing, is_trial):
        typer.echo(line)
    typer.echo(f"report: {landed.report}")
    typer.echo(after_size(landed.sizing, landed.folder))
