"""``stepdown resume``: go on with a run that was stopped, or add to one that is whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import INTERRUPTED, THEIR_INPUT, interrupted
from simulator.cli.json_text import json_text
from simulator.cli.options import OUTPUTS, AsJson, Jobs, Out, Quiet

if TYPE_CHECKING:
    from calibration.fit import LandedFit
    from simulator.errors import Problem
    from simulator.report.again import Found
    from simulator.report.landing import Landed


def resume(
    folder: Annotated[
        Path | None,
        typer.Argument(help="The folder of a run or fit; none: every unfinished one under --out."),
    ] = None,
    expand: Annotated[
        int | None,
        typer.Option("--expand", min=1, help="Of a whole run: this many replications in all."),
    ] = None,
    jobs: Jobs = 0,
    out: Out = OUTPUTS,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Go on with a run or a fit that was stopped; the result is that of an unbroken one.

    Without a folder all that can go on do, and those that cannot are named. With --expand,
    replications are added to a whole run; they land in a new folder.
    """
    if folder is None and expand is not None:
        raise typer.BadParameter("name the folder of the run that is to have more replications")
    fits, found = _found(folder, expand, jobs, out)
    if not (fits or found.waiting or found.problems):
        typer.echo("[]" if as_json else f"nothing under {out} is unfinished")
        return
    landed: list[Landed] = []
    fitted: list[LandedFit] = []
    problems: list[Problem] = list(found.problems)
    try:
        problems += _runs(found, landed, quiet)
        problems += _fits(fits, fitted, jobs, quiet)
    finally:
        sys.stderr.flush()
        _print(landed, fitted, as_json)
        for problem in problems:
            typer.echo(problem, err=True)
    if problems:
        _end(len(problems), len(landed) + len(fitted))


def _found(
    folder: Path | None, expand: int | None, jobs: int, out: Path
) -> tuple[list[Path], Found]:
    """Folders of fits that are to go on, and runs."""
    from simulator.report import again

    folders = again.unfinished(out) if folder is None else [folder]
    fits = [each for each in folders if again.is_of_a_fit(each)]
    runs = [each for each in folders if each not in fits]
    if folder is None:
        return fits, again.those_that_go_on(runs, jobs)
    if fits and expand is None:
        return fits, again.Found((), ())
    waiting = again.go_on(folder, jobs) if expand is None else again.to_expand(folder, expand, jobs)
    return [], again.Found((waiting,), ())


def _runs(found: Found, landed: list[Landed], quiet: bool) -> list[Problem]:
    """Run those that wait; gives what is wrong with those that could not."""
    from simulator.cli.run import run_shown
    from simulator.errors import InputError

    problems = []
    for each in found.waiting:
        try:
            landed.append(run_shown(each.ready, each.out, quiet, each.more))
        except InputError as error:
            problems += error.problems
        except KeyboardInterrupt as stopped:
            typer.echo(interrupted(stopped), err=True)
            raise typer.Exit(INTERRUPTED) from None
    return problems


def _fits(folders: list[Path], fitted: list[LandedFit], jobs: int, quiet: bool) -> list[Problem]:
    """The same with fits."""
    from simulator.errors import InputError

    problems = []
    for each in folders:
        try:
            fitted.append(_fit_again(each, jobs or os.cpu_count() or 1, quiet))
        except InputError as error:
            problems += error.problems
    return problems


def _fit_again(folder: Path, jobs: int, quiet: bool) -> LandedFit:
    from calibration.fit.again import asked_in
    from simulator.cli.calibrate import fit_interrupted, fit_shown

    asked, out = asked_in(folder), folder.parent.parent
    question = asked.question(folder)
    more = {
        "scenarios": [Path(each) for each in asked.scenarios],
        "targets": Path(asked.targets),
        "is_twice": asked.is_twice,
        "command": asked.command,
    }
    try:
        return fit_shown(question, out, jobs, quiet, more)
    except KeyboardInterrupt:
        typer.echo(fit_interrupted(question, out), err=True)
        raise typer.Exit(INTERRUPTED) from None


def _print(landed: list[Landed], fitted: list[LandedFit], as_json: bool) -> None:
    """What has ended, whether or not the rest did."""
    from simulator.cli.calibrate import fit_as_plain, print_fit
    from simulator.cli.run import print_landed

    if as_json and (landed or fitted):
        from simulator.report.outcome import as_plain

        every = [*(as_plain(each) for each in landed), *(fit_as_plain(each) for each in fitted)]
        typer.echo(json_text(every))
        return
    if landed:
        print_landed(landed, as_json)
    for each in fitted:
        print_fit(each)


def _end(problems: int, done: int) -> None:
    many = "run" if problems == 1 else "runs"
    typer.echo(f"{problems} {many} could not go on; {done} did", err=True)
    raise typer.Exit(THEIR_INPUT)
