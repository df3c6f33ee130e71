"""``stepdown sensitivity``: which inputs a decision rests on, and where it would flip."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import INTERRUPTED, interrupted
from simulator.cli.json_text import json_text
from simulator.cli.options import (
    OUTPUTS,
    AsJson,
    Engine,
    Jobs,
    Out,
    Quiet,
    Replications,
    Seed,
    Sets,
    Trial,
)
from simulator.cli.progress import shown

if TYPE_CHECKING:
    from simulator.report.sensitivity_landing import LandedSensitivity, ReadySensitivity


def sensitivity(
    reference: Annotated[Path, typer.Argument(help="The scenario that is compared with.")],
    scenario: Annotated[Path, typer.Argument(help="The scenario that is decided on.")],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=LOW..HIGH",
            help="An input and its bounds, or PATH=±20% of what each scenario says. May be "
            "repeated. When left out: the times of handoffs that are assumed (confidence C).",
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[:PLACE]",
            help="The figure that decides; may be repeated. When left out: patients in acute beds, "
            "and those ready to leave them.",
        ),
    ] = None,
    worth: Annotated[
        float, typer.Option(help="How much the scenario has to do, in the unit of the figure.")
    ] = 0.0,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = 0,
    out: Out = OUTPUTS,
    sets: Sets = None,
    engine: Engine = "compiled",
    trial: Trial = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Vary inputs one at a time: does the difference of two scenarios hold, and where does it flip?

    Both scenarios are run on the same patients at the bounds of every input, and in between where
    the difference seems to cross. Finished replications are kept and used again.
    """
    from simulator.report.landing import Asked
    from simulator.report.sensitivity_landing import make_ready

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
        reference, scenario, asked, vary=vary or (), measures=measure or (), worth=worth
    )
    try:
        landed = _run(ready, out, quiet)
    except KeyboardInterrupt as stopped:
        typer.echo(interrupted(stopped), err=True)
        raise typer.Exit(INTERRUPTED) from None
    _say(landed, trial, as_json)


def _run(ready: ReadySensitivity, out: Path, quiet: bool) -> LandedSensitivity:
    from simulator.report.sensitivity_landing import run_to_folder

    return shown(lambda told: run_to_folder(ready, out, told), "replications", quiet)


def _say(landed: LandedSensitivity, is_trial: bool, as_json: bool) -> None:
    from simulator.report.next_step import after_pair
    from simulator.report.sensitivity_outcome import as_plain, lines_of

    if as_json:
        plain = {"folder": landed.folder.as_posix(), "report": landed.report.as_posix()}
        typer.echo(json_text(plain | as_plain(landed.found)))
        return
    for line in lines_of(landed.found, is_trial):
        typer.echo(line)
    typer.echo(f"report: {landed.report}")
    paths = [Path(arm.loaded.path) for arm in (landed.found.first, landed.found.second)]
    typer.echo(after_pair("shows where the queue goes", paths))
